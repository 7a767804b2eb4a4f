using System.Collections.Concurrent;

namespace Renewal.Kernels.Spatial;

/// <summary>Points on the earth with what they count for.</summary>
/// <param name="Longitude">degrees WGS84</param>
/// <param name="Latitude">degrees WGS84</param>
public sealed record Points(double[] Longitude, double[] Latitude)
{
    public int Count => Longitude.Length;
}

/// <summary>How far people walk, in whole millimetres.</summary>
public sealed record ReachRules
{
    /// <summary>Millimetres a minute: 80 m by default, for the elderly 60 to 66 m; 20 … 150 m are accepted.</summary>
    public int Speed { get; init; } = 80_000;

    /// <summary>Minutes of the rings, rising, 1 … 120; a place on the line belongs to the ring.</summary>
    public int[] Minutes { get; init; } = [5, 10, 15];

    /// <summary>Radii of the straight-line rings of GB 50180, rising.</summary>
    public int[] Radii { get; init; } = [300_000, 500_000];

    /// <summary>Farthest a place may lie from the street it is tied to.</summary>
    public int Connector { get; init; } = 100_000;

    /// <summary>Thousandths by which a walk is longer than the straight line where no network tells: 1,000 … 5,000.</summary>
    public int Detour { get; init; } = 1_400;

    /// <summary>Millimetres of the outermost ring; farther walks are not searched.</summary>
    public int Limit => Minutes[^1] * Speed;
}

/// <summary>How a distance was found.</summary>
public enum ReachBy
{
    /// <summary>Nothing within the outermost ring.</summary>
    None,
    /// <summary>Along the streets.</summary>
    Network,
    /// <summary>Straight line × detour factor: the building or the facility has no street near it. An estimate, and said to be one.</summary>
    Estimate,
}

/// <summary>What one building has of one category.</summary>
/// <param name="Distance">millimetres on foot to the nearest facility, −1 if beyond the outermost ring</param>
/// <param name="Facility">its number, −1 if none</param>
/// <param name="Straight">millimetres in a straight line to the facility nearest so, −1 if beyond the largest radius</param>
public readonly record struct Reached(int Distance, int Facility, ReachBy By, int Straight, int StraightFacility);

/// <summary>Buildings of each ring of a category, each ring with those of the inner ones.</summary>
/// <param name="Within">by minutes on foot; weights of the buildings</param>
/// <param name="WithinRadius">by radius, straight</param>
/// <param name="Estimated">of all those in the outermost ring, how much rests on an estimate</param>
public sealed record Coverage(long Total, long[] Within, long[] WithinRadius, long Estimated);

/// <summary>
/// Walking reach (T4.0, M1.3): the nearest facility of each category for every node of a network and every building, along the streets, with a straight-line
/// reading beside it (GB 50180), and an estimate where there is no network. One multi-source search for each category (<see cref="ReachField"/>), so the
/// cost does not grow with the number of facilities. <see cref="Add"/> and <see cref="Remove"/> answer "what if" for one facility and leave exactly what a
/// run anew would find. Categories are worked on side by side; the object itself is for one thread.
/// </summary>
public sealed class WalkingReach
{
    readonly WalkNetwork network;
    readonly Points buildings;
    readonly ReachRules rules;
    readonly Category[] categories;
    readonly List<Facility> facilities = [];
    readonly BucketQueue queue = new();
    readonly List<int> scratch = [];

    /// <summary>Buildings by chain, so that they are read as the chains lie in memory; those off the network last.</summary>
    readonly int[] order;
    /// <summary>Row of each building in <see cref="order"/>.</summary>
    readonly int[] rows;
    readonly NetworkPlace[] place;
    /// <summary>Rows of chain c: onChain[c] … onChain[c + 1] − 1; from <see cref="offNetwork"/> on, the buildings off the network.</summary>
    readonly int[] onChain;
    readonly int offNetwork;
    readonly PackedRTree houses;

    sealed record Facility(double Longitude, double Latitude, int Category, NetworkPlace Place) { public bool Gone { get; set; } }

    /// <summary>Of each building in <see cref="order"/>: keys as in <see cref="ReachField"/>, along streets, estimated, and straight.</summary>
    sealed class Category(ReachField field, int buildings)
    {
        public ReachField Field { get; } = field;
        public ulong[] Walk { get; } = New(buildings);
        public ulong[] Guess { get; } = New(buildings);
        public ulong[] Straight { get; } = New(buildings);
        public bool Done { get; set; }

        static ulong[] New(int count)
        {
            var keys = GC.AllocateUninitializedArray<ulong>(count);
            Array.Fill(keys, ReachField.Beyond);
            return keys;
        }
    }

    /// <param name="network">streets; <see cref="WalkNetwork.None"/> where a place has none: everything is then an estimate</param>
    /// <param name="categories">how many there are</param>
    /// <exception cref="BadInput">names 设施, 楼栋 or 规则, and the row</exception>
    public WalkingReach(WalkNetwork network, Points facilities, int[] category, int categories, Points buildings, ReachRules rules)
    {
        Check(rules);
        Check("设施", facilities);
        Check("楼栋", buildings);
        if (category.Length != facilities.Count) throw new BadInput("设施", -1, "类别的个数与设施不同。");
        for (var i = 0; i < category.Length; i++) if ((uint)category[i] >= (uint)categories) throw new BadInput("设施", i, "没有这个类别。");
        (this.network, this.buildings, this.rules) = (network, buildings, rules);
        for (var i = 0; i < facilities.Count; i++) this.facilities.Add(Placed(facilities.Longitude[i], facilities.Latitude[i], category[i]));

        var places = new NetworkPlace[buildings.Count];
        for (var i = 0; i < places.Length; i++) places[i] = network.Snap(buildings.Longitude[i], buildings.Latitude[i], rules.Connector, scratch);
        order = [.. Enumerable.Range(0, places.Length).OrderBy(i => places[i].OnNetwork ? places[i].Chain : int.MaxValue)];
        place = [.. order.Select(i => places[i])];
        onChain = new int[network.Chains + 1];
        foreach (var p in place) if (p.OnNetwork) onChain[p.Chain + 1]++;
        for (var c = 0; c < network.Chains; c++) onChain[c + 1] += onChain[c];
        offNetwork = onChain[^1];
        houses = new PackedRTree([.. order.Select(i => Box.Around(buildings.Longitude[i], buildings.Latitude[i], buildings.Longitude[i], buildings.Latitude[i]))]);
        this.categories = [.. Enumerable.Range(0, categories).Select(_ => new Category(new ReachField(network, rules.Limit), buildings.Count))];
        InputHash = new InputHash().Add(network.Hash).Add(facilities.Longitude).Add(facilities.Latitude).Add(category).Add(categories)
            .Add(buildings.Longitude).Add(buildings.Latitude).Add(rules.Speed).Add(rules.Minutes).Add(rules.Radii).Add(rules.Connector).Add(rules.Detour).Hex();
        rows = new int[order.Length];
        for (var i = 0; i < order.Length; i++) rows[order[i]] = i;
    }

    /// <summary>Hex SHA-256 of all that was given.</summary>
    public string InputHash { get; }

    public int Categories => categories.Length;

    /// <summary>Facilities given and added, gone ones counted.</summary>
    public int Facilities => facilities.Count;

    /// <summary>Buildings without a street near enough that can be walked to.</summary>
    public int BuildingsOffNetwork => order.Length - offNetwork;

    /// <summary>Facilities without one.</summary>
    public int FacilitiesOffNetwork => facilities.Count(f => !f.Gone && !f.Place.OnNetwork);

    /// <summary>Whether a category has been worked out; after a cancelled run some may not.</summary>
    public bool Done(int category) => categories[category].Done;

    /// <summary>Where a building is tied to the network.</summary>
    public NetworkPlace PlaceOf(int building) => place[rows[building]];

    /// <summary>Of each node of the network the nearest facility of a category along the streets: see <see cref="ReachField.Distance"/> and <see cref="ReachField.Source"/>.</summary>
    public ReadOnlySpan<ulong> Nodes(int category) => categories[category].Field.Nodes;

    /// <summary>Works out all categories. Cancelled, it returns what is done; <see cref="Done"/> says which categories those are.</summary>
    /// <returns>true if all are done</returns>
    public bool Run(int threads = 1, IProgress<KernelProgress>? progress = null, CancellationToken stop = default)
    {
        var sources = Enumerable.Range(0, facilities.Count).Where(i => !facilities[i].Gone).ToLookup(i => facilities[i].Category);
        var queues = new ConcurrentBag<(BucketQueue, List<int>)>();
        var done = 0;
        Parallel.For(0, Categories, new() { MaxDegreeOfParallelism = threads }, (c, loop) =>
        {
            if (stop.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }
            var own = queues.TryTake(out var kept) ? kept : (new BucketQueue(), []);
            Work(c, [.. sources[c]], own.Item1, own.Item2);
            queues.Add(own);
            progress?.Report(new("reach", Interlocked.Increment(ref done), Categories, null, null));
        });
        return categories.All(c => c.Done);
    }

    /// <summary>What a building has of a category.</summary>
    public Reached this[int building, int category]
    {
        get
        {
            var (c, row) = (categories[category], rows[building]);
            ulong walk = c.Walk[row], guess = c.Guess[row], straight = c.Straight[row];
            // A street's own measure is taken where both say the same.
            var (best, by) = ReachField.Distance(walk) <= ReachField.Distance(guess) ? (walk, ReachBy.Network) : (guess, ReachBy.Estimate);
            return new(best == ReachField.Beyond ? -1 : ReachField.Distance(best), ReachField.Source(best), best == ReachField.Beyond ? ReachBy.None : by,
                straight == ReachField.Beyond ? -1 : ReachField.Distance(straight), ReachField.Source(straight));
        }
    }

    /// <summary>How much of the buildings each ring of a category holds.</summary>
    /// <param name="weights">people or households of each building; null counts buildings</param>
    public Coverage Cover(int category, int[]? weights = null)
    {
        long total = 0, estimated = 0;
        long[] within = new long[rules.Minutes.Length], radius = new long[rules.Radii.Length];
        for (var b = 0; b < order.Length; b++)
        {
            var (weight, reached) = (weights?[b] ?? 1, this[b, category]);
            total += weight;
            if (reached.By == ReachBy.Estimate) estimated += weight;
            // 以内: the line belongs to the ring.
            for (var r = 0; r < within.Length; r++) if (reached.By != ReachBy.None && reached.Distance <= (long)rules.Minutes[r] * rules.Speed) within[r] += weight;
            for (var r = 0; r < radius.Length; r++) if (reached.Straight >= 0 && reached.Straight <= rules.Radii[r]) radius[r] += weight;
        }
        return new(total, within, radius, estimated);
    }

    /// <summary>One facility more. The number it gets is the next one.</summary>
    /// <param name="changed">takes the buildings for which something may have changed, each once; emptied first</param>
    public int Add(double longitude, double latitude, int category, List<int> changed)
    {
        if (!WalkNetwork.OnEarth(longitude, latitude)) throw new BadInput("设施", facilities.Count, "经纬度不是有效的数。");
        if ((uint)category >= (uint)Categories) throw new BadInput("设施", facilities.Count, "没有这个类别。");
        var (number, facility, c) = (facilities.Count, Placed(longitude, latitude, category), categories[category]);
        facilities.Add(facility);
        var touched = new HashSet<int>();
        if (facility.Place.OnNetwork)
        {
            c.Field.Add(number, facility.Place, queue);
            Walk(c, c.Field.TouchedChains, touched);
        }
        foreach (var row in Near(facility, Farthest))
        {
            Straighten(c, row, number);
            touched.Add(row);
        }
        Tell(touched, changed);
        return number;
    }

    /// <summary>One facility less. Its number is not given again.</summary>
    /// <param name="changed">as in <see cref="Add"/></param>
    public void Remove(int facility, List<int> changed)
    {
        if ((uint)facility >= (uint)facilities.Count || facilities[facility].Gone) throw new BadInput("设施", facility, "没有这个设施，或已经去掉。");
        var gone = facilities[facility];
        gone.Gone = true;
        var c = categories[gone.Category];
        var touched = new HashSet<int>();
        if (c.Field.Remove(facility, queue)) Walk(c, c.Field.TouchedChains, touched);
        var bereft = Near(gone, Farthest).Where(row => ReachField.Source(c.Straight[row]) == facility || ReachField.Source(c.Guess[row]) == facility).ToList();
        if (bereft.Count > 0)
        {
            int[] rest = [.. Enumerable.Range(0, facilities.Count).Where(i => !facilities[i].Gone && facilities[i].Category == gone.Category)];
            var tree = Tree(rest);
            foreach (var row in bereft)
            {
                (c.Straight[row], c.Guess[row]) = (ReachField.Beyond, ReachField.Beyond);
                tree.Search(Around(order[row], Farthest), scratch);
                foreach (var i in scratch) Straighten(c, row, rest[i]);
                touched.Add(row);
            }
        }
        Tell(touched, changed);
    }

    /// <summary>Millimetres beyond which a straight line tells nothing: the largest radius, or what an estimate reaches.</summary>
    int Farthest => Math.Max(rules.Radii.Length > 0 ? rules.Radii[^1] : 0, (int)((long)rules.Limit * 1000 / rules.Detour) + 1);

    void Work(int number, int[] members, BucketQueue own, List<int> found)
    {
        var c = categories[number];
        c.Field.Search(members.Where(i => facilities[i].Place.OnNetwork).Select(i => (i, facilities[i].Place)), own);
        for (var row = 0; row < offNetwork; row++) c.Walk[row] = c.Field.FromEnds(place[row]);
        foreach (var source in c.Field.Sources) OnOwnChain(c, source);
        Array.Fill(c.Straight, ReachField.Beyond);
        Array.Fill(c.Guess, ReachField.Beyond);
        // What is nearest in a straight line: of all for the radius and for buildings off the network, of those off the network for the others.
        int[] far = [.. members.Where(i => !facilities[i].Place.OnNetwork)];
        Nearest(c, members, 0, order.Length, found);
        if (far.Length > 0) Nearest(c, far, 0, offNetwork, found);
        c.Done = true;
    }

    /// <summary>
    /// The nearest of some facilities for each building. The one of the building before, mostly next door, bounds the box that has to be looked through.
    /// </summary>
    void Nearest(Category c, int[] members, int from, int to, List<int> found)
    {
        var tree = Tree(members);
        var last = -1;
        for (var row = from; row < to; row++)
        {
            var b = order[row];
            var most = last < 0 ? Farthest : Math.Min(Farthest, Straight(b, last));
            tree.Search(Around(b, most), found);
            var best = ReachField.Beyond;
            foreach (var i in found) best = Math.Min(best, ReachField.Key(Straight(b, members[i]), members[i]));
            last = ReachField.Source(best);
            if (last >= 0) Straighten(c, row, last);
        }
    }

    /// <summary>Buildings of these chains measured anew.</summary>
    void Walk(Category c, IReadOnlyCollection<int> chains, HashSet<int> touched)
    {
        foreach (var chain in chains)
            for (var row = onChain[chain]; row < onChain[chain + 1]; row++)
            {
                c.Walk[row] = c.Field.FromEnds(place[row]);
                touched.Add(row);
            }
        foreach (var source in c.Field.Sources) OnOwnChain(c, source);
    }

    void OnOwnChain(Category c, (int Source, NetworkPlace Place) source)
    {
        for (var row = onChain[source.Place.Chain]; row < onChain[source.Place.Chain + 1]; row++) c.Walk[row] = Math.Min(c.Walk[row], c.Field.Between(place[row], source));
    }

    /// <summary>A facility seen straight from a building, for the radius, and for the estimate if one of both is off the network.</summary>
    void Straighten(Category c, int row, int number)
    {
        long straight = Straight(order[row], number);
        if (rules.Radii.Length > 0 && straight <= rules.Radii[^1]) c.Straight[row] = Math.Min(c.Straight[row], ReachField.Key(straight, number));
        if (row < offNetwork && facilities[number].Place.OnNetwork) return;
        var walk = (straight * rules.Detour + 999) / 1000;
        if (walk <= rules.Limit) c.Guess[row] = Math.Min(c.Guess[row], ReachField.Key(walk, number));
    }

    int Straight(int building, int facility) =>
        Earth.Millimetres(buildings.Longitude[building], buildings.Latitude[building], facilities[facility].Longitude, facilities[facility].Latitude);

    Facility Placed(double longitude, double latitude, int category) => new(longitude, latitude, category, network.Snap(longitude, latitude, rules.Connector, scratch));

    PackedRTree Tree(int[] members) => new([.. members.Select(i => Box.Around(facilities[i].Longitude, facilities[i].Latitude, facilities[i].Longitude, facilities[i].Latitude))]);

    List<int> Near(Facility f, int millimetres)
    {
        List<int> rows = [];
        houses.Search(Around(f.Longitude, f.Latitude, millimetres), rows);
        return rows;
    }

    Box Around(int building, int millimetres) => Around(buildings.Longitude[building], buildings.Latitude[building], millimetres);

    static Box Around(double longitude, double latitude, int millimetres)
    {
        // A hundredth more than needed, for the meridians draw together, and a millimetre, for distances are rounded.
        var (east, north) = Earth.MetresPerDegree(latitude);
        double wide = (millimetres + 1) / 1000.0 * 1.01 / east, high = (millimetres + 1) / 1000.0 * 1.01 / north;
        return new(longitude - wide, latitude - high, longitude + wide, latitude + high);
    }

    void Tell(HashSet<int> touched, List<int> changed)
    {
        changed.Clear();
        foreach (var row in touched) changed.Add(order[row]);
        changed.Sort();
    }

    static void Check(string table, Points points)
    {
        if (points.Longitude.Length != points.Latitude.Length) throw new BadInput(table, -1, "经度和纬度的个数不同。");
        for (var i = 0; i < points.Count; i++) if (!WalkNetwork.OnEarth(points.Longitude[i], points.Latitude[i])) throw new BadInput(table, i, "经纬度不是有效的数。");
    }

    static void Check(ReachRules r)
    {
        static bool Rises(int[] lines, int from, int to) => lines.Length > 0 && lines[0] >= from && lines[^1] <= to && lines.Zip(lines.Skip(1)).All(p => p.First < p.Second);
        if (r.Speed is < 20_000 or > 150_000) throw new BadInput("规则", -1, "步行速度须在每分钟 20 至 150 米之间。");
        if (!Rises(r.Minutes, 1, 120)) throw new BadInput("规则", -1, "分钟数须由小到大，在 1 至 120 之间。");
        if (r.Radii.Length > 0 && !Rises(r.Radii, 1, 10_000_000)) throw new BadInput("规则", -1, "半径须由小到大，不超过 10 千米。");
        if (r.Connector is < 0 or > 2_000_000) throw new BadInput("规则", -1, "到道路的距离须在 0 至 2000 米之间。");
        if (r.Detour is < 1_000 or > 5_000) throw new BadInput("规则", -1, "绕行系数须在 1 至 5 之间。");
    }
}
