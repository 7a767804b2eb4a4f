using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Oversight;

/// <summary>What the map is asked for.</summary>
/// <param name="Bbox">west,south,east,north in WGS84 degrees</param>
/// <param name="Zoom">web map zoom, 0 to 22: decides how coarse the grid of clusters is</param>
/// <param name="State">states, comma-joined; all when empty</param>
/// <param name="From">built in this year or later</param>
/// <param name="To">built in this year or earlier</param>
/// <param name="Division">division code: it and all below</param>
/// <param name="Q">part of the name</param>
public sealed record MapQuestion(string? Bbox = null, int? Zoom = null, string? State = null, int? From = null, int? To = null, string? Division = null, string? Q = null)
{
    /// <exception cref="RuleBroken">map.box: not four numbers in order on this earth</exception>
    internal (double West, double South, double East, double North) Box()
    {
        var parts = (Bbox ?? "").Split(',');
        var n = new double[4];
        for (var i = 0; i < 4; i++)
            if (parts.Length != 4 || !double.TryParse(parts[i], System.Globalization.CultureInfo.InvariantCulture, out n[i]) || !double.IsFinite(n[i]))
                throw new RuleBroken("map.box", "bbox 须为 西,南,东,北 四个经纬度数值。", 400);
        if (n[0] > n[2] || n[1] > n[3] || n[1] < -90 || n[3] > 90) throw new RuleBroken("map.box", "bbox 须为 西,南,东,北，且西小于东、南小于北。", 400);
        return (n[0], n[1], n[2], n[3]);
    }

    internal IReadOnlyList<CommunityState> States() =>
        [.. (State ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => Enum.TryParse<CommunityState>(s, out var state) && Enum.IsDefined(state)
            ? state : throw new RuleBroken("map.state", $"没有「{s}」这种状态。", 400)).Distinct()];
}

/// <summary>GeoJSON as the map draws it: points, or clusters with their states where there are too many to tell apart.</summary>
/// <param name="Total">communities in the box that the filters leave</param>
/// <param name="Counts">the same by state</param>
/// <param name="Undrawn">communities in reach that the filters leave and that have no point at all</param>
public sealed record MapAnswer(string Type, int Total, IReadOnlyDictionary<string, int> Counts, int Undrawn, IReadOnlyList<MapFeature> Features);

/// <param name="Id">of the community; absent for clusters (readers take an id of null for one id that all share)</param>
public sealed record MapFeature(string Type, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id, MapPoint Geometry, object Properties);

public sealed record MapPoint(string Type, double[] Coordinates);

/// <param name="Place">names of the division from the city down</param>
/// <param name="Href">archive page of the community</param>
public sealed record MapCommunity(string Name, string State, string StateName, string Place, int? Year, int? Homes, string Href);

/// <param name="States">count by state, most first</param>
public sealed record MapCluster(int Count, IReadOnlyDictionary<string, int> States);

/// <summary>
/// 改造一张图, read by what is in view. Reach narrows it as everything else. Up to <see cref="Singles"/> communities come as points; more come as a grid of
/// clusters that the database counts, so that an answer stays small however many communities a province has.
/// </summary>
public sealed class CommunityMap(IPlaces places)
{
    /// <summary>More points than this cannot be told apart on a screen.</summary>
    public const int Singles = 250;

    /// <summary>Edge of a cluster's cell in screen pixels of 256-pixel tiles.</summary>
    const int Cell = 72;

    public async Task<MapAnswer> Ask(MapQuestion question, CancellationToken stop = default)
    {
        var (west, south, east, north) = question.Box();
        var asked = Filtered(question);
        var inBox = asked.Where(c => c.Longitude >= west && c.Longitude <= east && c.Latitude >= south && c.Latitude <= north);
        var counts = await inBox.GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(stop);
        var total = counts.Sum(c => c.Count);
        var undrawn = await asked.CountAsync(c => c.Longitude == null, stop);
        return new("FeatureCollection", total, counts.ToDictionary(c => c.Key.ToString(), c => c.Count), undrawn,
            total <= Singles ? await Points(inBox, stop) : await Clusters(inBox, Math.Clamp(question.Zoom ?? 10, 3, 22), stop));
    }

    /// <summary>Communities by county and state, for the list that says the same as the map.</summary>
    public async Task<IReadOnlyList<CountyRow>> Counties(MapQuestion question, CancellationToken stop = default)
    {
        var rows = await Filtered(question).GroupBy(c => new { County = c.Division.Substring(0, 6), c.State }).Select(g => new { g.Key.County, g.Key.State, Count = g.Count() })
            .ToListAsync(stop);
        var tree = await places.Divisions(stop);
        return [.. rows.GroupBy(r => r.County).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new CountyRow(g.Key, tree.Path(g.Key), g.ToDictionary(r => r.State, r => r.Count)))];
    }

    /// <summary>
    /// west,south,east,north of what the filters leave, or null where nothing has a point: where the map opens. Two standard deviations and a bit around
    /// the mean, so that a few far counties do not make the city a dot.
    /// </summary>
    public async Task<string?> Box(MapQuestion question, CancellationToken stop = default)
    {
        var box = await Filtered(question).Where(c => c.Longitude != null).GroupBy(_ => 1).Select(g => new
        {
            West = g.Min(c => c.Longitude!.Value), South = g.Min(c => c.Latitude!.Value), East = g.Max(c => c.Longitude!.Value), North = g.Max(c => c.Latitude!.Value),
            X = g.Average(c => c.Longitude!.Value), Y = g.Average(c => c.Latitude!.Value),
            XX = g.Average(c => c.Longitude!.Value * c.Longitude!.Value), YY = g.Average(c => c.Latitude!.Value * c.Latitude!.Value),
        }).FirstOrDefaultAsync(stop);
        if (box is null) return null;
        double wide = 2.2 * Math.Sqrt(Math.Max(0, box.XX - box.X * box.X)), high = 2.2 * Math.Sqrt(Math.Max(0, box.YY - box.Y * box.Y));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{Math.Max(box.West, box.X - wide):0.#####},{Math.Max(box.South, box.Y - high):0.#####},{Math.Min(box.East, box.X + wide):0.#####},{Math.Min(box.North, box.Y + high):0.#####}");
    }

    IQueryable<CommunityCard> Filtered(MapQuestion question)
    {
        var cards = places.Cards;
        if (question.States() is { Count: > 0 } states) cards = cards.Where(c => states.Contains(c.State));
        if (question.From is { } from) cards = cards.Where(c => c.BuiltYear >= from);
        if (question.To is { } to) cards = cards.Where(c => c.BuiltYear <= to);
        if (!string.IsNullOrWhiteSpace(question.Division)) cards = cards.Where(c => c.Division.StartsWith(question.Division));
        if (!string.IsNullOrWhiteSpace(question.Q)) cards = cards.Where(c => c.Name.Contains(question.Q.Trim()));
        return cards;
    }

    async Task<IReadOnlyList<MapFeature>> Points(IQueryable<CommunityCard> cards, CancellationToken stop)
    {
        var rows = await cards.OrderBy(c => c.Name).ThenBy(c => c.Id).Take(Singles)
            .Select(c => new { c.Id, c.Name, c.State, c.Division, c.BuiltYear, c.Households, c.Longitude, c.Latitude }).ToListAsync(stop);
        var tree = await places.Divisions(stop);
        return [.. rows.Select(c => new MapFeature("Feature", c.Id.ToString(), new("Point", [c.Longitude!.Value, c.Latitude!.Value]),
            new MapCommunity(c.Name, c.State.ToString(), c.State.Zh(), tree.Path(c.Division), c.BuiltYear, c.Households, $"/communities/{c.Id}")))];
    }

    static async Task<IReadOnlyList<MapFeature>> Clusters(IQueryable<CommunityCard> cards, int zoom, CancellationToken stop)
    {
        // Cells of equal pixels: longitude is linear in Web Mercator; latitude nearly so over one province (cos 41.5°).
        var wide = 360.0 / (256.0 * Math.Pow(2, zoom)) * Cell;
        var high = wide * 0.75;
        var cells = await cards.GroupBy(c => new { X = Math.Floor(c.Longitude!.Value / wide), Y = Math.Floor(c.Latitude!.Value / high), c.State })
            .Select(g => new { g.Key.X, g.Key.Y, g.Key.State, Count = g.Count(), Longitude = g.Average(c => c.Longitude!.Value), Latitude = g.Average(c => c.Latitude!.Value) })
            .ToListAsync(stop);
        return [.. cells.GroupBy(c => (c.X, c.Y)).OrderBy(g => g.Key).Select(g =>
        {
            var count = g.Sum(c => c.Count);
            double[] centre = [Math.Round(g.Sum(c => c.Longitude * c.Count) / count, 5), Math.Round(g.Sum(c => c.Latitude * c.Count) / count, 5)];
            return new MapFeature("Feature", null, new("Point", centre),
                new MapCluster(count, g.OrderByDescending(c => c.Count).ThenBy(c => c.State).ToDictionary(c => c.State.ToString(), c => c.Count)));
        })];
    }

    internal static async Task<JsonHttpResult<MapAnswer>> Endpoint([AsParameters] MapQuestion question, CommunityMap map, CancellationToken stop) =>
        TypedResults.Json(await map.Ask(question, stop), contentType: "application/geo+json");
}

/// <summary>A county in the list beside the map.</summary>
public sealed record CountyRow(string Code, string Name, IReadOnlyDictionary<CommunityState, int> Counts)
{
    public int Total => Counts.Values.Sum();
}
