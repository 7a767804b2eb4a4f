using Google.OrTools.Graph;
using Renewal.Kernels;
using Renewal.Kernels.Spatial;
using Xunit;

namespace Renewal.Tests.Kernels.Spatial;

/// <summary>Judges an answer of the siting kernel by the input alone, and finds the best one by trying every choice with a solver of flows. Shares no code with the kernel.</summary>
static class SitingChecker
{
    public static void Holds(SitingInput input, SitingAnswer answer)
    {
        Assert.Equal(answer.Opened.Distinct().Order(), answer.Opened);
        Assert.All(answer.Opened, j => Assert.False(input.Existing[j]));
        Assert.True(answer.Opened.Length <= input.Most);
        Assert.Equal(input.Cost is null ? 0 : answer.Opened.Sum(j => input.Cost[j]), answer.Cost);
        if (input.Budget is { } budget) Assert.True(answer.Cost <= budget);

        var open = input.Existing.Select((e, j) => e || answer.Opened.Contains(j)).ToArray();
        foreach (var service in answer.Services)
        {
            Assert.True(open[service.Site]);
            Assert.True(service.People > 0);
            Assert.Contains(Enumerable.Range(input.Start[service.Demand], input.Start[service.Demand + 1] - input.Start[service.Demand]),
                e => input.Site[e] == service.Site && input.Metres[e] == service.Metres);
        }
        foreach (var point in answer.Services.GroupBy(s => s.Demand)) Assert.True(point.Sum(s => s.People) <= input.People[point.Key]);
        if (input.Capacity is { } capacity)
            foreach (var site in answer.Services.GroupBy(s => s.Site)) Assert.True(site.Sum(s => s.People) <= capacity[site.Key]);
        var served = answer.Services.Sum(s => s.People);
        Assert.Equal(input.People.Sum() - served, answer.Unserved);

        var value = input.Goal switch
        {
            SitingGoal.Coverage => served,
            SitingGoal.Median => answer.Services.Sum(s => s.People * s.Metres) + answer.Unserved * (input.Beyond ?? 0),
            _ => answer.Services.Max(s => s.Metres),
        };
        if (input.Goal == SitingGoal.Coverage) Assert.All(answer.Services, s => Assert.True(s.Metres <= input.Radius));
        Assert.Equal(value, answer.Proof.Value);
        Assert.True(answer.Proof.Sense == Sense.Maximise ? answer.Proof.Bound >= value : answer.Proof.Bound <= value);
    }

    /// <summary>Value of the best choice, null if everyone must be served and no choice does.</summary>
    public static long? Best(SitingInput input)
    {
        long? best = null;
        var n = input.Existing.Length;
        for (var set = 0; set < 1 << n; set++)
        {
            var chosen = Enumerable.Range(0, n).Where(j => (set >> j & 1) == 1).ToArray();
            if (chosen.Any(j => input.Existing[j]) || chosen.Length > input.Most || input.Budget is { } b && chosen.Sum(j => input.Cost![j]) > b) continue;
            var open = Enumerable.Range(0, n).Where(j => input.Existing[j] || chosen.Contains(j)).ToHashSet();
            var value = input.Goal switch
            {
                SitingGoal.Coverage => input.People.Sum() - Flow(input, open, input.Radius, _ => 0, 1),
                SitingGoal.Median when input.Beyond is { } beyond => Flow(input, open, int.MaxValue, m => m, beyond),
                SitingGoal.Median => Flow(input, open, int.MaxValue, m => m, 1_000_000) is var v && v < 1_000_000 ? v : null,
                _ => input.Metres.Distinct().Order().Select(m => (long?)m).FirstOrDefault(m => Flow(input, open, (int)m!, _ => 0, 1) == 0),
            };
            if (value is not null && (best is null || (input.Goal == SitingGoal.Coverage ? value > best : value < best))) best = value;
        }
        return best;
    }

    static long Flow(SitingInput input, HashSet<int> open, int radius, Func<int, long> cost, long unserved)
    {
        var flow = new MinCostFlow();
        var (points, sites) = (input.People.Length, input.Existing.Length);
        var (source, sink) = (points + sites, points + sites + 1);
        for (var i = 0; i < points; i++)
        {
            flow.AddArcWithCapacityAndUnitCost(source, i, input.People[i], 0);
            flow.AddArcWithCapacityAndUnitCost(i, sink, input.People[i], unserved);
            for (var e = input.Start[i]; e < input.Start[i + 1]; e++)
                if (open.Contains(input.Site[e]) && input.Metres[e] <= radius) flow.AddArcWithCapacityAndUnitCost(i, points + input.Site[e], input.People[i], cost(input.Metres[e]));
        }
        for (var j = 0; j < sites; j++) flow.AddArcWithCapacityAndUnitCost(points + j, sink, input.Capacity?[j] ?? 1_000_000, 0);
        flow.SetNodeSupply(source, input.People.Sum());
        flow.SetNodeSupply(sink, -input.People.Sum());
        Assert.Equal(MinCostFlow.Status.OPTIMAL, flow.Solve());
        return flow.OptimalCost();
    }
}
