using Renewal.Foundation;

namespace Renewal.Storage;

/// <summary>
/// What the one who asks may see: a division with all below it, or assigned communities, or own units. Applied by one named query filter to
/// pages, API, exports, files and counts alike. Nothing is the default: forgetting to set it shows nothing.
/// </summary>
/// <param name="All">system work (sealer, migrations, verification) and nothing else</param>
/// <param name="Low">first division code of the range, digits only</param>
/// <param name="High">last division code of the range</param>
/// <param name="Communities">communities reached by assignment (contractors, utilities, property companies, residents)</param>
/// <param name="Units">exclusive units reached by ownership or tenancy; empty for staff, who reach all units of their communities</param>
public sealed record Reach(bool All, string Low, string High, IReadOnlyList<CommunityId> Communities, IReadOnlyList<Guid> Units)
{
    public const string Filter = "Reach";

    public static readonly Reach Nothing = new(false, "~", "", [], []);
    public static readonly Reach Everything = new(true, "", "", [], []);

    /// <summary>A division and everything below it. Codes are digits of 2, 4, 6, 9 or 12 places, so the range holds in any collation.</summary>
    public static Reach Division(string code)
    {
        if (code.Length is 0 or > 12 || !code.All(char.IsAsciiDigit)) throw new ArgumentException($"not a division code: {code}", nameof(code));
        return new(false, code, code + new string('9', 13 - code.Length), [], []);
    }

    /// <summary>Communities by assignment.</summary>
    public static Reach Assigned(IEnumerable<CommunityId> communities) => new(false, "~", "", [.. communities], []);

    /// <summary>Own units, and what is public of their communities.</summary>
    public static Reach Own(IEnumerable<CommunityId> communities, IEnumerable<Guid> units) => new(false, "~", "", [.. communities], [.. units]);

    /// <summary>Whether units are narrowed to one's own.</summary>
    public bool OwnUnitsOnly => Units.Count > 0;

    /// <summary>Reach of an office over a division, not of an assignment or of one's own units.</summary>
    public bool OfOffice => Low != "~";

    /// <summary>The same test as the query filter, for things that are not rows.</summary>
    public bool Covers(string division) =>
        All || string.CompareOrdinal(division, Low) >= 0 && string.CompareOrdinal(division, High) <= 0;
}

/// <summary>
/// Who asks and acts in this scope. Access fills it from the signed-in post (requests and circuits); the command line, jobs and tests fill it themselves.
/// </summary>
public sealed class Caller
{
    public Actor Actor { get; private set; } = Actor.Nobody;
    public Reach Reach { get; private set; } = Reach.Nothing;

    public void Is(Actor actor, Reach reach) => (Actor, Reach) = (actor, reach);

    /// <summary>System work: jobs, migrations, the command line.</summary>
    public void IsSystem() => Is(Actor.System, Reach.Everything);
}
