using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>What anybody may know of a community: nothing personal, nothing that is not on the notice board anyway.</summary>
/// <param name="Key">stands in the address: the office's code where it has one, else the id</param>
/// <param name="Place">division in words</param>
/// <param name="Offices">whom to ask, nearest first</param>
public sealed record PublicCommunity(CommunityId Id, string Key, string Name, string Place, CommunityState State, string Built, int? Buildings, int? Households,
    CommunityProgress? Progress, IReadOnlyList<string> Offices);

/// <summary>
/// The public register. Visitors have nothing in reach; what is public is therefore read as the system, in a scope of its own that ends with the answer, and
/// only these columns leave it.
/// </summary>
public sealed class PublicCommunities(IServiceScopeFactory scopes)
{
    async Task<T> Read<T>(Func<IServiceProvider, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        return await read(scope.ServiceProvider);
    }

    /// <param name="key">the office's code, or the id</param>
    public Task<PublicCommunity?> Find(string key, CancellationToken stop = default) => Read(async services =>
    {
        var db = services.GetRequiredService<RenewalDb>();
        CommunityId? id = Guid.TryParse(key, out var guid) ? new CommunityId(guid) : null;
        var found = await db.Communities.AsNoTracking().Where(c => id != null ? c.Id == id : c.Code == key).Take(2).ToListAsync(stop);
        // Two offices may use one number: then only the id is an address.
        if (found.Count != 1 || key.Length == 0) return null;
        var community = found[0];
        var progress = services.GetServices<ICommunityProgress>().FirstOrDefault() is { } door ? (await door.Of([community.Id], stop)).GetValueOrDefault(community.Id) : null;
        var posts = services.GetRequiredService<IPosts>();
        List<string> offices = [];
        foreach (var kind in (string[])[Roles.Committee, Roles.Street, Roles.CountyOffice])
            if (await posts.OrganisationsFor(kind, community.Division, stop) is [var nearest, ..]) offices.Add(nearest.Name);
        return Shown(community, (await services.GetRequiredService<Divisions>().Tree(stop)), progress, offices);
    });

    /// <summary>Communities by a part of the name, an alias or the address; at most <paramref name="take"/>.</summary>
    public Task<IReadOnlyList<PublicCommunity>> Search(string text, int take = 20, CancellationToken stop = default) => Read<IReadOnlyList<PublicCommunity>>(async services =>
    {
        text = Roll.RollWords.Clean(text);
        if (text.Length < 2) return [];
        var ledger = services.GetRequiredService<CommunityLedger>();
        var query = await ledger.Query(new(text.Length > 40 ? text[..40] : text, null, null, null, null, null, null, null, null), stop);
        var tree = await services.GetRequiredService<Divisions>().Tree(stop);
        return [.. (await query.OrderBy(c => c.Name.Length).ThenBy(c => c.Name).Take(take).ToListAsync(stop)).Select(c => Shown(c, tree, null, []))];
    });

    static PublicCommunity Shown(ResidentialCommunity c, DivisionTree tree, CommunityProgress? progress, IReadOnlyList<string> offices) =>
        new(c.Id, KeyOf(c.Code, c.Id), c.Name, tree.Path(c.Division), c.State, c.Built?.ToString() ?? "", c.Buildings, c.Households, progress, offices);

    /// <summary>The office's code where it fits into an address, else the id.</summary>
    public static string KeyOf(string code, CommunityId id) => code.Length is > 0 and <= 40 && code.All(ch => char.IsAsciiLetterOrDigit(ch) || ch == '-') ? code : id.ToString();
}
