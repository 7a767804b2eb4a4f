using System.Globalization;
using Renewal.Kernels.Spatial;

namespace Renewal.Neighbourhood;

/// <summary>The answer of <c>renewal reach</c> as it is written: ids of the user's tables, metres to the millimetre.</summary>
/// <param name="Input">hash of all that was asked, so that an answer names its question</param>
/// <param name="Counted">what the totals count: 人数, 楼栋 or 路网节点</param>
/// <param name="Complete">false if it was cancelled: only the categories here were worked out</param>
sealed record ReachAnswer(string Input, bool Complete, string Counted, ReachRules Rules, NetworkReport? Network, ReachAnswer.Off OffNetwork,
    IReadOnlyList<ReachAnswer.CategoryReach> Categories, IReadOnlyList<ReachAnswer.BuildingReach>? Buildings)
{
    /// <summary>How many have no street near: theirs are estimates.</summary>
    public sealed record Off(int Buildings, int Facilities);

    /// <param name="Within">by minutes</param>
    /// <param name="WithinRadius">by metres; null where nodes are counted</param>
    /// <param name="Estimated">of those in the outermost ring, how much rests on an estimate</param>
    public sealed record CategoryReach(string Category, int Facilities, long Total, IReadOnlyDictionary<string, long> Within, IReadOnlyDictionary<string, long>? WithinRadius, long Estimated);

    /// <param name="ConnectorMetres">to the street it is tied to; null off the network</param>
    public sealed record BuildingReach(string Id, string? Name, decimal? ConnectorMetres, IReadOnlyList<Item> Reached);

    /// <param name="Ring">minutes of the smallest ring it lies in; a place on the line is inside</param>
    /// <param name="By">network, estimate, or none: beyond the outermost ring</param>
    public sealed record Item(string Category, decimal? Metres, int? Ring, string? Facility, string By, decimal? StraightMetres, int? Radius, string? StraightFacility);

    public static ReachAnswer Of(WalkNetwork network, WalkingReach reach, FacilityTable facilities, BuildingTable buildings, ReachRules rules)
    {
        int[] done = [.. Enumerable.Range(0, reach.Categories).Where(reach.Done)];
        var nodes = buildings.Ids.Length == 0 && network.Nodes > 0;
        var counts = facilities.Category.CountBy(c => c).ToDictionary();
        Item One(int building, int category)
        {
            var r = reach[building, category];
            return new(facilities.Categories[category], Metres(r.Distance), Ring(r.Distance, rules.Minutes, rules.Speed), Id(r.Facility), r.By switch { ReachBy.Network => "network", ReachBy.Estimate => "estimate", _ => "none" },
                Metres(r.Straight), Ring(r.Straight, rules.Radii, 1) / 1000, Id(r.StraightFacility));
        }
        CategoryReach Sum(int category)
        {
            var cover = nodes ? Nodes(reach.Nodes(category), rules) : reach.Cover(category, buildings.Weights);
            return new(facilities.Categories[category], counts[category], cover.Total, By(rules.Minutes, cover.Within), nodes ? null : By([.. rules.Radii.Select(r => r / 1000)], cover.WithinRadius), cover.Estimated);
        }
        return new(reach.InputHash, done.Length == reach.Categories, nodes ? "路网节点" : buildings.Weights is null ? "楼栋" : "人数", rules, network.Nodes == 0 ? null : network.Report,
            new(reach.BuildingsOffNetwork, reach.FacilitiesOffNetwork), [.. done.Select(Sum)],
            nodes ? null : [.. buildings.Ids.Select((id, b) => new BuildingReach(id, buildings.Names[b] is { Length: > 0 } name ? name : null,
                reach.PlaceOf(b) is { OnNetwork: true } place ? Metres(place.Connector) : null, [.. done.Select(c => One(b, c))]))]);

        string? Id(int facility) => facility < 0 ? null : facilities.Ids[facility];
    }

    static Coverage Nodes(ReadOnlySpan<ulong> keys, ReachRules rules)
    {
        var within = new long[rules.Minutes.Length];
        foreach (var key in keys)
            for (var r = 0; r < within.Length; r++) if (ReachField.Distance(key) <= (long)rules.Minutes[r] * rules.Speed) within[r]++;
        return new(keys.Length, within, [], 0);
    }

    static decimal? Metres(int millimetres) => millimetres < 0 ? null : millimetres / 1000m;

    static int? Ring(int millimetres, int[] lines, int each) => millimetres < 0 ? null : lines.Cast<int?>().FirstOrDefault(line => millimetres <= (long)line!.Value * each);

    static Dictionary<string, long> By(int[] lines, long[] counts) => lines.Zip(counts).ToDictionary(p => p.First.ToString(CultureInfo.InvariantCulture), p => p.Second);
}
