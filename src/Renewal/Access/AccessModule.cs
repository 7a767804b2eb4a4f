using System.CommandLine;
using Microsoft.Extensions.Options;
using Renewal.Access.Contract;
using Renewal.Storage;
using Renewal.Web.Contract;

namespace Renewal.Access;

/// <summary>Sign-in, posts and their reach, sealed personal data.</summary>
public static class AccessModule
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<FieldKeys>();
        services.AddSingleton<IFieldCipher, AesFieldCipher>();
        services.AddSingleton(s => new LookupKey(KeyFile.Load(s.GetRequiredService<IOptions<StorageOptions>>().Value, "lookup.key", 32)));
        services.AddSingleton<PersonalData>();
        services.AddSingleton<ResealPersonalData>();

        services.AddAuthenticationOfOurs();
        services.AddScoped<Session>();
        services.AddScoped<SignedInPost>();
        services.AddScoped<SessionCookie>();
        services.AddScoped<Lockout>();
        services.AddScoped<PostBook>();
        services.AddScoped<IPosts>(s => s.GetRequiredService<PostBook>());

        services.AddScoped<SignIn>();
        services.AddScoped<SignOut>();
        services.AddScoped<SwitchPost>();
        services.AddScoped<ChangePassword>();
        services.AddScoped<SecondFactor>();
        services.AddScoped<RegisterOrganisation>();
        services.AddScoped<AssignOrganisation>();
        services.AddScoped<OpenAccount>();
        services.AddScoped<OpenAccountInPost>();
        services.AddScoped<ResetPassword>();
        services.AddScoped<DisableAccount>();
        services.AddScoped<GivePost>();
        services.AddScoped<DecidePost>();
        services.AddScoped<EndPost>();
        services.AddScoped<HandOverPost>();
        services.AddScoped<EnterLeave>();
        services.AddScoped<IssueToken>();
        services.AddScoped<RevokeToken>();
        services.AddScoped<RevealPersonalData>();
        services.AddScoped<IRevealable, RevealableUser>();
        services.AddScoped<IStaffing, Staffing>();

        string[] administrators = Roles.Administrators.Split(',');
        services.AddNav(
            new NavItem(NavGroup.Admin, "账号管理", "Accounts", "/admin/users", administrators, 10),
            new NavItem(NavGroup.Admin, "单位管理", "Organisations", "/admin/organisations", administrators, 20),
            new NavItem(NavGroup.Admin, "岗位管理", "Posts", "/admin/posts", administrators, 30),
            new NavItem(NavGroup.Admin, "安全日志", "Security log", "/admin/security", [Roles.AdminSecurity], 40),
            new NavItem(NavGroup.Admin, "接口令牌", "API tokens", "/admin/tokens", (Roles.Staff + "," + Roles.Assigned + "," + Roles.Administrators).Split(','), 50));
        return services;
    }

    /// <summary>Who asks, before anything is answered: stands after error pages and routing, before antiforgery and the endpoints.</summary>
    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseMustDo();
        app.UseAuthorization();
        return app;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        app.MapGet("/api/v1/whoami", WhoAmI).RequireAuthorization().WithTags("访问 Access").WithName("whoAmI")
            .WithSummary("当前岗位与可见范围 the post that asks and what is in its reach");
        return app;
    }

    /// <param name="Division">division whose communities are in reach; null for posts that reach assigned communities</param>
    /// <param name="Communities">assigned communities</param>
    public sealed record Me(Guid User, string Role, string RoleName, Guid? Organisation, string OrganisationName, string? Division, IReadOnlyList<Guid> Communities);

    static Me WhoAmI(Caller caller) => new(caller.Actor.Id, caller.Actor.Role, Roles.Zh(caller.Actor.Role), caller.Actor.Organisation, caller.Actor.OrganisationName,
        caller.Reach.Covers(caller.Actor.Division) ? caller.Actor.Division : null, [.. caller.Reach.Communities.Select(c => c.Value)]);

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [AdminCommand.Command()];
}
