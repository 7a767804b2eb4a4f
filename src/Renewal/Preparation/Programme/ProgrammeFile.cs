using System.Text.Json;
using System.Text.Json.Serialization;
using Renewal.Foundation;
using Renewal.Kernels.Planning;
using Planned = Renewal.Kernels.Planning.Programme;

namespace Renewal.Preparation.Programme;

/// <summary>
/// What <c>renewal plan</c> reads, as JSON (UTF-8, camelCase). Money is whole fen. A limit that is left out does not limit. Codes are free words; those of
/// divisions are the national ones. Unknown members are refused, so that a mistyped limit is not silently none.
/// </summary>
sealed record ProgrammeFile
{
    /// <summary>Years of the programme, the first first; weight in thousandths (1000 if left out).</summary>
    public required YearRow[] Years { get; init; }
    /// <summary>Classes of works that money distinguishes.</summary>
    public required string[] Classes { get; init; }
    public required CityRow[] Cities { get; init; }
    public required CountyRow[] Counties { get; init; }
    public required SourceRow[] Sources { get; init; }
    public ClusterRow[] Clusters { get; init; } = [];
    public required CommunityRow[] Communities { get; init; }

    public sealed record YearRow(string Name, int Weight = 1000);
    /// <param name="Households">households at most, by year</param>
    /// <param name="Capacity">contractors' capacity, by year</param>
    public sealed record CityRow(string Code, long[]? Households = null, long[]? Capacity = null);
    /// <param name="Most">fairness: cost that this county may take in all years</param>
    /// <param name="Least">communities at least; the guideline forbids quotas (O2.3b), so only where somebody answers for it</param>
    public sealed record CountyRow(string Code, string City, long? Most = null, int Least = 0);
    /// <param name="Amount">in all; left out: without limit</param>
    /// <param name="Pays">where, when and on what it may be spent; one entry suffices for a source without sub-limits</param>
    public sealed record SourceRow(string Code, PaysRow[] Pays, long? Amount = null);
    /// <summary>What is left out stands for all.</summary>
    public sealed record PaysRow(string? City = null, string? County = null, string[]? Years = null, string[]? Classes = null, long? Most = null);
    public sealed record ClusterRow(string Code, long Bonus, int Need);
    /// <param name="Pin"><c>in</c>, <c>out</c> or left out</param>
    /// <param name="Packages">the first is the basic one, done in full or not at all (M1.5a)</param>
    public sealed record CommunityRow(string Code, string County, long Households, PackageRow[] Packages, long Capacity = 0, string? Cluster = null, string[]? Years = null,
        string? Pin = null);
    /// <param name="Costs">fen by class</param>
    /// <param name="Own">of it, by class, what residents, operators and investors of this community pay</param>
    public sealed record PackageRow(string Name, long Points, Dictionary<string, long> Costs, Dictionary<string, long>? Own = null);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="RuleBroken">not such a file; says where</exception>
    public static async Task<ProgrammeFile> Read(string path, CancellationToken stop)
    {
        if (!File.Exists(path)) throw new RuleBroken("plan.no_file", $"没有这个文件：{path}", 404);
        await using var stream = File.OpenRead(path);
        try { return await JsonSerializer.DeserializeAsync<ProgrammeFile>(stream, Json, stop) ?? throw new JsonException("null"); }
        catch (JsonException e) { throw new RuleBroken("plan.format", $"文件格式不对（{e.Path}，第 {e.LineNumber + 1} 行）：{e.Message}"); }
    }

    /// <exception cref="RuleBroken">a word that names nothing</exception>
    public Planned ToProgramme()
    {
        var year = Index("years", Years.Select(y => y.Name));
        var @class = Index("classes", Classes);
        var city = Index("cities", Cities.Select(c => c.Code));
        var county = Index("counties", Counties.Select(c => c.Code));
        var cluster = Index("clusters", Clusters.Select(c => c.Code));
        Index("communities", Communities.Select(c => c.Code));
        uint Bits(Dictionary<string, int> of, string[]? names, string where) =>
            names is null ? of.Count == 32 ? uint.MaxValue : (1u << of.Count) - 1 : names.Aggregate(0u, (bits, n) => bits | 1u << At(of, n, where));
        var packages = Communities.SelectMany(c => c.Packages.Select(k => (Community: c.Code, Package: k))).ToArray();
        var cost = new long[packages.Length * Classes.Length];
        for (var k = 0; k < packages.Length; k++)
        {
            var (where, package) = packages[k];
            foreach (var (name, fen) in package.Costs) cost[k * Classes.Length + At(@class, name, where)] += fen;
            foreach (var (name, fen) in package.Own ?? [])
                if (fen < 0 || (cost[k * Classes.Length + At(@class, name, where)] -= fen) < 0)
                    throw new RuleBroken("plan.own", $"小区「{where}」改造包「{package.Name}」的自筹资金超过该类造价或为负：{name}");
        }
        var taps = Sources.SelectMany((s, at) => s.Pays.Select(t => (Source: at, s.Code, Pays: t))).ToArray();
        int[] from = [0, .. Communities.Select(c => c.Packages.Length)];
        for (var i = 1; i < from.Length; i++) from[i] += from[i - 1];
        return new Planned
        {
            Years = Years.Length, Classes = Classes.Length, Cities = Cities.Length, CountyCity = [.. Counties.Select(c => At(city, c.City, c.Code))],
            County = [.. Communities.Select(c => At(county, c.County, c.Code))], Households = [.. Communities.Select(c => c.Households)],
            Capacity = [.. Communities.Select(c => c.Capacity)], Cluster = [.. Communities.Select(c => c.Cluster is { } g ? At(cluster, g, c.Code) : -1)],
            MayYears = [.. Communities.Select(c => Bits(year, c.Years, c.Code))], Pin = [.. Communities.Select(PinOf)],
            PackageFrom = from, PackageValue = [.. packages.Select(k => k.Package.Points)], PackageCost = cost, YearWeight = [.. Years.Select(y => y.Weight)],
            SourceAmount = [.. Sources.Select(s => s.Amount ?? Planned.None)], TapSource = [.. taps.Select(t => t.Source)],
            TapCity = [.. taps.Select(t => t.Pays.City is { } c ? At(city, c, t.Code) : -1)], TapCounty = [.. taps.Select(t => t.Pays.County is { } c ? At(county, c, t.Code) : -1)],
            TapYears = [.. taps.Select(t => Bits(year, t.Pays.Years, t.Code))], TapClasses = [.. taps.Select(t => Bits(@class, t.Pays.Classes, t.Code))],
            TapLimit = [.. taps.Select(t => t.Pays.Most ?? Planned.None)], CityHouseholds = ByYear(c => c.Households), CityCapacity = ByYear(c => c.Capacity),
            CountyMost = [.. Counties.Select(c => c.Most ?? Planned.None)], CountyLeast = [.. Counties.Select(c => c.Least)],
            ClusterBonus = [.. Clusters.Select(c => c.Bonus)], ClusterNeed = [.. Clusters.Select(c => c.Need)],
        };

        long[] ByYear(Func<CityRow, long[]?> of) => [.. Cities.SelectMany(c => of(c) is not { } limits ? Enumerable.Repeat(Planned.None, Years.Length)
            : limits.Length == Years.Length ? limits : throw new RuleBroken("plan.years", $"城市「{c.Code}」的上限应有 {Years.Length} 年，实有 {limits.Length} 年"))];
        static sbyte PinOf(CommunityRow c) => c.Pin switch { null => 0, "in" => 1, "out" => -1, _ => throw new RuleBroken("plan.pin", $"小区「{c.Code}」的 pin 须为 in 或 out") };
        static Dictionary<string, int> Index(string table, IEnumerable<string> names)
        {
            Dictionary<string, int> index = [];
            foreach (var name in names) if (!index.TryAdd(name, index.Count)) throw new RuleBroken("plan.twice", $"{table} 中「{name}」重复");
            return index;
        }
        static int At(Dictionary<string, int> of, string name, string where) =>
            of.TryGetValue(name, out var at) ? at : throw new RuleBroken("plan.unknown", $"「{where}」提到的「{name}」没有定义");
    }

    /// <summary>What <c>renewal plan</c> writes.</summary>
    public ProgrammeResult Result(Planned programme, ProgrammePlan plan)
    {
        var reasons = ProgrammeWhy.Reasons(programme, plan);
        string[] Packages(int i) => [.. Communities[i].Packages.Where((_, k) => (plan.Packages[i] >> k & 1) != 0).Select(k => k.Name)];
        return new(plan.Proof.Value, plan.Proof.Bound, plan.Proof.Gap, plan.Proof.BoundBy, plan.Proof.Seed, plan.Proof.Iterations, plan.Proof.InputHash, plan.Proof.Complete,
            plan.Missing,
            [.. Communities.Select((c, i) => new ProgrammeResult.Row(c.Code, plan.Year[i] < 0 ? null : Years[plan.Year[i]].Name, Packages(i), reasons[i]?.Points, reasons[i]?.Cost, reasons[i]?.CostNeeded))],
            [.. Sources.Select((s, at) => new ProgrammeResult.Source(s.Code, s.Amount, plan.Money.Where(m => programme.TapSource[m.Tap] == at).Sum(m => m.Amount), plan.Prices.NextYuan(at)))],
            [.. plan.Money.Select(m => new ProgrammeResult.Paid(Sources[programme.TapSource[m.Tap]].Code, Counties[m.County].Code, Years[m.Year].Name, Classes[m.Class], m.Amount))]);
    }

    public static async Task Write<T>(string path, T result, CancellationToken stop)
    {
        // Whole or not at all: whoever reads it may be waiting for it.
        var part = path + ".part";
        await using (var to = File.Create(part)) await JsonSerializer.SerializeAsync(to, result, Json, stop);
        File.Move(part, path, overwrite: true);
    }

    public static async Task<T> ReadResult<T>(string path, CancellationToken stop)
    {
        await using var from = File.OpenRead(path);
        return (await JsonSerializer.DeserializeAsync<T>(from, Json, stop))!;
    }
}

/// <summary>
/// The programme found: points, the proven bound on any programme, how to repeat it; a row for each community; what each source pays and what its next yuan
/// would bring; every payment, which together prove that the money is there.
/// </summary>
/// <param name="Missing">communities that minimum counts still lack</param>
sealed record ProgrammeResult(long Points, long Bound, double Gap, string BoundBy, int Seed, long Iterations, string InputHash, bool Complete, long Missing,
    ProgrammeResult.Row[] Communities, ProgrammeResult.Source[] Sources, ProgrammeResult.Paid[] Payments)
{
    /// <param name="Year">null where it is out</param>
    /// <param name="Margin">points it could lose (≥ 0) or lacks (&lt; 0)</param>
    /// <param name="Cost">fen left to the sources of the choice that pays best</param>
    /// <param name="CostNeeded">fen it may cost at most to pay for itself</param>
    public sealed record Row(string Code, string? Year, string[] Packages, double? Margin, long? Cost, long? CostNeeded);
    /// <param name="NextYuan">points that one more yuan would bring</param>
    public sealed record Source(string Code, long? Amount, long Paid, double NextYuan);
    public sealed record Paid(string Source, string County, string Year, string Class, long Amount);
}

/// <summary>What it takes to bring one community in: <c>renewal plan --bring-in</c>.</summary>
sealed record BringInResult(string Community, string[] In, string[] Out, string[] Changed, long PointsLost, long PointsLostAtLeast);
