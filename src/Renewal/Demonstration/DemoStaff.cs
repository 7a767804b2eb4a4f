using Microsoft.Extensions.DependencyInjection;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Demonstration;

/// <summary>The people of the demonstration, made by the use cases that the pages of administrators call.</summary>
sealed class DemoStaff(IServiceProvider services, string password)
{
    readonly Dictionary<(string Role, string Division), (Guid User, Guid Post, Guid Organisation)> posts = [];
    readonly Dictionary<(string Role, string Division), (Actor Actor, Reach Reach)> standing = [];
    readonly HashSet<(Guid, CommunityId)> assigned = [];
    readonly List<(string Login, string Name, string What)> logins = [];

    static readonly string[] People = ["王建国", "李桂兰", "张志强", "刘秀英", "陈国栋", "杨海燕", "赵永福", "黄丽华", "周晓东", "吴淑珍", "徐春生", "孙凤英", "马宝林", "朱佳琪", "胡玉梅", "郭子涵"];

    public IReadOnlyList<(string Login, string Name, string What)> Logins => logins;

    public async Task Hire(string role, string division, string organisation, string login, string? credit = null)
    {
        if (posts.ContainsKey((role, division))) return;
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var s = scope.ServiceProvider;
        var kind = Roles.In(Roles.Privileged, role) ? Roles.CityOffice : role;
        var existing = posts.FirstOrDefault(p => kind != role && p.Key.Role == kind).Value.Organisation;
        var office = existing != Guid.Empty ? existing : await s.GetRequiredService<RegisterOrganisation>().Run(kind, organisation, division, credit);
        var person = People[logins.Count % People.Length];
        var (user, _) = await s.GetRequiredService<OpenAccount>().Run(login, person, null, division, password);
        var post = await s.GetRequiredService<GivePost>().Run(user, office, role, Seat.A);
        posts[(role, division)] = (user, post, office);
        logins.Add((login, person, $"{Roles.Zh(role)} · {organisation}"));
    }

    /// <summary>Who holds a role for a community: of its committee, else its street, else the county, else the city or the province.</summary>
    public async Task<(Actor Actor, Reach Reach)> For(string role, string division)
    {
        foreach (var length in (int[])[12, 9, 6, 4, 2])
        {
            if (length > division.Length) continue;
            var key = (role, division[..length]);
            if (standing.TryGetValue(key, out var known)) return known;
            if (!posts.TryGetValue(key, out var post)) continue;
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
            var found = await scope.ServiceProvider.GetRequiredService<PostBook>().Load(post.User, post.Post)
                ?? throw new InvalidOperationException($"{role} of {division} is not in force");
            return standing[key] = (found.Actor, found.Reach);
        }
        throw new InvalidOperationException($"nobody holds {role} for {division}");
    }

    /// <summary>A firm takes on a community: from then on it reaches it.</summary>
    public async Task Assign(string role, CommunityId community)
    {
        var key = (role, DemoCity.County);
        if (!posts.TryGetValue(key, out var post) || !assigned.Add((post.Organisation, community))) return;
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        await scope.ServiceProvider.GetRequiredService<AssignOrganisation>().Run(post.Organisation, community, "演示项目委托");
        standing.Remove(key);
    }

    public bool IsFirm(string role) => Roles.In(Roles.Assigned, role);
}
