namespace Renewal.Kernels.Spatial;

/// <summary>What a set of sites is to be good at.</summary>
public enum SitingGoal
{
    /// <summary>Most people within <see cref="SitingInput.Radius"/> of an open site (maximal covering; Church and ReVelle 1974).</summary>
    Coverage,
    /// <summary>Fewest person-metres to the serving site (p-median; Hakimi 1964).</summary>
    Median,
    /// <summary>The farthest person as near as can be (p-centre; Hakimi 1964).</summary>
    Centre,
}

/// <summary>
/// Where to open rooms for a service (T4.4–T4.7): demand points with people, sites that exist or might be opened, and the distances between them as far as they
/// matter. What exists stays open and costs nothing; of the others at most <see cref="Most"/> are opened, for at most <see cref="Budget"/>.
/// </summary>
public sealed record SitingInput
{
    public required SitingGoal Goal { get; init; }
    /// <summary>People at each demand point, ≥ 0.</summary>
    public required long[] People { get; init; }
    /// <summary>Demand point i is reached by the entries <c>Start[i] … Start[i + 1] − 1</c> of <see cref="Site"/> and <see cref="Metres"/>; a site missing there cannot serve it.</summary>
    public required int[] Start { get; init; }
    public required int[] Site { get; init; }
    /// <summary>Metres ≥ 0, whole.</summary>
    public required int[] Metres { get; init; }
    /// <summary>By site: open already.</summary>
    public required bool[] Existing { get; init; }
    /// <summary>By site: fen to open it, ≥ 0; null if money plays no part.</summary>
    public long[]? Cost { get; init; }
    /// <summary>By site: people it can serve, ≥ 0, existing ones too; null if nothing limits it. The people of one point may go to several sites.</summary>
    public long[]? Capacity { get; init; }
    /// <summary>New sites at most, ≥ 0.</summary>
    public required int Most { get; init; }
    /// <summary>Fen at most for new sites, ≥ 0; null without limit. Needs <see cref="Cost"/>.</summary>
    public long? Budget { get; init; }
    /// <summary>Metres within which a person counts as covered: <see cref="SitingGoal.Coverage"/> only.</summary>
    public int Radius { get; init; }
    /// <summary>Metres charged for a person whom nobody serves: <see cref="SitingGoal.Median"/> only. Null: everyone must be served.</summary>
    public int? Beyond { get; init; }

    internal bool EveryoneServed => Goal == SitingGoal.Centre || Goal == SitingGoal.Median && Beyond is null;

    /// <summary>Throws <see cref="BadInput"/> naming the first row that cannot be.</summary>
    internal void Check()
    {
        const string demands = "需求点 demands", sites = "候选点 sites", reaches = "可达关系 reaches";
        if (People.Length == 0) throw new BadInput(demands, -1, "没有需求点");
        if (Existing.Length == 0) throw new BadInput(sites, -1, "没有候选点");
        if (Start.Length != People.Length + 1 || Start[0] != 0 || Start[^1] != Site.Length || Site.Length != Metres.Length) throw new BadInput(reaches, -1, "行首表与条目数不一致");
        if (Cost is { } c && c.Length != Existing.Length) throw new BadInput(sites, -1, "费用与候选点数不一致");
        if (Capacity is { } k && k.Length != Existing.Length) throw new BadInput(sites, -1, "容量与候选点数不一致");
        if (Most < 0) throw new BadInput("限制 limits", -1, "新增数量为负");
        if (Budget < 0) throw new BadInput("限制 limits", -1, "预算为负");
        if (Budget is not null && Cost is null) throw new BadInput("限制 limits", -1, "有预算而没有费用");
        if (Radius < 0 || Beyond < 0) throw new BadInput("限制 limits", -1, "距离为负");
        for (var j = 0; j < Existing.Length; j++)
        {
            if (Cost is not null && Cost[j] < 0) throw new BadInput(sites, j, $"费用为负：{Cost[j]}");
            if (Capacity is not null && Capacity[j] < 0) throw new BadInput(sites, j, $"容量为负：{Capacity[j]}");
        }
        var seen = new int[Existing.Length];
        Int128 total = 0;
        for (var i = 0; i < People.Length; i++)
        {
            if (People[i] < 0) throw new BadInput(demands, i, $"人数为负：{People[i]}");
            if (Start[i] > Start[i + 1]) throw new BadInput(reaches, i, "行首表递减");
            total += People[i];
            for (var e = Start[i]; e < Start[i + 1]; e++)
            {
                if (Site[e] < 0 || Site[e] >= Existing.Length) throw new BadInput(reaches, e, $"没有候选点 {Site[e]}");
                if (Metres[e] < 0) throw new BadInput(reaches, e, $"距离为负：{Metres[e]}");
                if (seen[Site[e]] == i + 1) throw new BadInput(reaches, e, $"需求点 {i + 1} 到候选点 {Site[e] + 1} 重复");
                seen[Site[e]] = i + 1;
            }
            if (EveryoneServed && People[i] > 0 && Start[i] == Start[i + 1]) throw new BadInput(demands, i, "没有任何候选点可达");
        }
        if (total == 0) throw new BadInput(demands, -1, "没有人");
        if (total > 1L << 40) throw new BadInput(demands, -1, "人数合计过大");
    }

    internal string Hash()
    {
        var hash = new InputHash().Add("siting").Add((long)Goal).Add(People).Add(Start).Add(Site).Add(Metres).Add(Existing).Add(Cost ?? []).Add(Cost is null ? 0L : 1L)
            .Add(Capacity ?? []).Add(Capacity is null ? 0L : 1L).Add(Most).Add(Budget ?? -1).Add(Radius).Add(Beyond ?? -1L);
        return hash.Hex();
    }
}

/// <param name="Seed">of the search</param>
/// <param name="Iterations">rounds of ruin, recreate and interchange; null: as many as the size calls for</param>
/// <param name="DualIterations">steps of the dual</param>
/// <param name="Exhaust">try all choices where there are few enough of them, and so prove the best one</param>
public sealed record SitingOptions(int Seed = 1, int? Iterations = null, int DualIterations = 1500, bool Exhaust = true);

/// <summary>People of one demand point served by one site.</summary>
public readonly record struct Service(int Demand, int Site, long People, int Metres);

/// <summary>Which sites to open, and who goes where.</summary>
/// <param name="Opened">new sites, ascending; existing ones are open besides</param>
/// <param name="Services">every served person, by demand point; under <see cref="SitingGoal.Coverage"/> only those within the radius</param>
/// <param name="Cost">fen of <paramref name="Opened"/></param>
/// <param name="Unserved">people of no service. Where everyone must be served it is 0, unless neither a way to do so nor a proof that there is none was found</param>
/// <param name="Proof">in people covered (Coverage), person-metres (Median; the unserved count <see cref="SitingInput.Beyond"/> each) or metres (Centre)</param>
public sealed record SitingAnswer(int[] Opened, Service[] Services, long Cost, long Unserved, Proof Proof);
