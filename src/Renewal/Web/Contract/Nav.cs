namespace Renewal.Web.Contract;

/// <summary>The groups of the menu, in their order.</summary>
public enum NavGroup
{
    /// <summary>我的工作: to-do lists, inbox, own jobs.</summary>
    Work,
    /// <summary>台账: registers of communities and projects.</summary>
    Registers,
    /// <summary>监督: map, boards, record.</summary>
    Oversight,
    /// <summary>政策: guideline, templates, calendar.</summary>
    Rules,
    /// <summary>管理: people, posts, system.</summary>
    Admin,
}

/// <summary>
/// One line of the menu. A module adds its own in <c>AddX</c>: <c>services.AddNav(new NavItem(NavGroup.Work, "待办", "To do", "/todo"))</c>;
/// the layout shows those that the signed-in role may open, by group and order.
/// </summary>
/// <param name="Href">path of this site</param>
/// <param name="Roles">role codes that see it; null: everybody who has signed in</param>
/// <param name="Order">place within its group; equal ones stand as they were added</param>
/// <param name="Count">a number beside the words (open tasks, unread messages), asked in the scope of the request; 0 shows nothing</param>
public sealed record NavItem(NavGroup Group, string Zh, string En, string Href, IReadOnlyList<string>? Roles = null, int Order = 0,
    Func<IServiceProvider, CancellationToken, Task<int>>? Count = null);

public static class Navigation
{
    public static IServiceCollection AddNav(this IServiceCollection services, params NavItem[] items)
    {
        foreach (var item in items) services.AddSingleton(item);
        return services;
    }

    /// <summary>What a role sees, by group, in order.</summary>
    public static IEnumerable<IGrouping<NavGroup, NavItem>> For(this IEnumerable<NavItem> items, string role) =>
        items.Where(i => i.Roles is null || i.Roles.Contains(role)).OrderBy(i => i.Group).ThenBy(i => i.Order).GroupBy(i => i.Group);

    public static string Zh(this NavGroup group) => group switch
    {
        NavGroup.Work => "我的工作",
        NavGroup.Registers => "台账",
        NavGroup.Oversight => "监督",
        NavGroup.Rules => "政策",
        _ => "管理",
    };

    public static string En(this NavGroup group) => group switch
    {
        NavGroup.Work => "My work",
        NavGroup.Registers => "Registers",
        NavGroup.Oversight => "Oversight",
        NavGroup.Rules => "Rules",
        _ => "Administration",
    };
}
