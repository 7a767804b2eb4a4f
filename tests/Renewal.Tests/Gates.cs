using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Demonstration;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Places;
using Renewal.Storage;
using Xunit;

namespace Renewal.Tests;

/// <summary>
/// The product's own gates, taken from the container, asked about one community of Shenyang. The figures are those that the demonstration types in, which pass;
/// a test changes the one it is about: just on the line, and just beyond it.
/// </summary>
public sealed class Gates : IAsyncLifetime
{
    /// <summary>1,000 homes and owners, 60,000 m², 10,000,000 yuan.</summary>
    public static readonly DemoFigures Figures = new(1000, 1000, new Area(6_000_000), new Money(1_000_000_000), 85, 72, 86);

    World world = null!;
    AsyncServiceScope scope;
    ProcessTemplate template = null!;

    /// <summary>A community of 1987 on no list, and one that stands on the list of shanty-town clearance.</summary>
    public CommunityId Community { get; } = CommunityId.New();
    public CommunityId Shanty { get; } = CommunityId.New();

    public async ValueTask InitializeAsync()
    {
        world = await World.Start();
        scope = world.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        template = await scope.ServiceProvider.GetRequiredService<IGuideline>().TemplateFor("210106", Rules.Day);
        await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(new Process("test.communities", "登记小区"), run =>
        {
            run.Db.Add(new ResidentialCommunity(Community, "210106001001", "工人新村") { BuiltYear = 1987 });
            run.Db.Add(new ResidentialCommunity(Shanty, "210106001001", "棚户里") { BuiltYear = 1987, InShantyPlan = true });
            run.Fact(new Registered(Community));
            return Task.CompletedTask;
        });
    }

    sealed record Registered(CommunityId Id) : IFact
    {
        public string Subject => $"community/{Id}";
        public CommunityId? Community => Id;
        public string Zh => "登记小区";
    }

    /// <summary>What the step's gate says on 2026-03-02.</summary>
    /// <param name="changes">figures that differ from the good ones: <c>filed_on=2026-03-31 elected_on=2026-03-01</c>; an empty value takes the figure away</param>
    /// <param name="without">codes of papers that are not sealed; all others are</param>
    /// <param name="beside">confirmed figures of other steps that differ: <c>S1.09/confirmed=100</c></param>
    public Task<Verdict> Judge(string step, string changes = "", string without = "", string beside = "", string? milestone = null, DateOnly? day = null,
        CommunityId? community = null)
    {
        var on = day ?? Rules.Day;
        var gate = scope.ServiceProvider.GetServices<IGate>().Single(g => g.Step == step && g.Milestone == milestone);
        var papers = Enumerable.Range(1, 12).Select(n => "p" + n.ToString(CultureInfo.InvariantCulture)).Except(without.Split(' ')).ToHashSet();
        return gate.Judge(new GateQuestion(ProjectId.New(), community ?? Community, "210106001001", step, 1, on, template, Typed(step, changes), papers)
        {
            FiguresOf = (other, _) => Task.FromResult(Typed(other, string.Join(' ', beside.Split(' ').Where(b => b.StartsWith(other + "/", StringComparison.Ordinal)).Select(b => b[(other.Length + 1)..])))),
        });

        Figures Typed(string of, string differ)
        {
            var figures = new Dictionary<string, string>(DemoAnswers.For(of, Figures, on));
            foreach (var change in differ.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var (code, value) = (change[..change.IndexOf('=', StringComparison.Ordinal)], change[(change.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                if (value.Length > 0) figures[code] = value;
                else figures.Remove(code);
            }
            return new Figures(figures);
        }
    }

    /// <summary>Asserts on which side of the line the step's gate stands; everything else is as it should be.</summary>
    public async Task Stands(VerdictState state, string step, string changes, string without = "", string beside = "", string? milestone = null, DateOnly? day = null)
    {
        var verdict = await Judge(step, changes, without, beside, milestone, day);
        Assert.True(verdict.State == state, $"{step} with {changes} {without} {beside}: {verdict.State}, {verdict.ReasonZh}\n{string.Join('\n', verdict.Beside.Select(b => $"{b.State} {b.ReasonZh} {b.Figure} {b.Line}"))}");
    }

    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync();
        await world.DisposeAsync();
    }
}
