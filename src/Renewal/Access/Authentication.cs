using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Renewal.Access.Contract;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>How requests and circuits prove who sends them: a session cookie for people, a bearer token for programs.</summary>
static class Authentication
{
    /// <summary>Takes the token where one is sent, the cookie else.</summary>
    public const string Scheme = "Renewal";
    public const string SignInLimit = "sign-in";

    public static void AddAuthenticationOfOurs(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration("Access").ValidateDataAnnotations().ValidateOnStart();
        services.AddIdentityCore<User>(identity =>
        {
            var password = identity.Password;
            // PasswordRules says all that is asked.
            (password.RequiredLength, password.RequiredUniqueChars) = (1, 1);
            password.RequireDigit = password.RequireLowercase = password.RequireUppercase = password.RequireNonAlphanumeric = false;
            identity.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
        }).AddUserStore<UserStore>().AddPasswordValidator<PasswordRules>();
        services.AddScoped<ILookupNormalizer, LowerNormaliser>();
        services.AddOptions<PasswordHasherOptions>().Configure<IOptions<AccessOptions>>((hasher, access) => hasher.IterationCount = access.Value.HashRounds);
        services.AddSingleton<CommonPasswords>();
        services.AddSingleton<Decoy>();

        services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, policy => policy.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? TokenAuthentication.Scheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Scheme, null);
        services.AddAuthorization();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IHostEnvironment, IOptions<AccessOptions>>(Cookie);
        services.AddOptions<AntiforgeryOptions>().Configure<IHostEnvironment>((antiforgery, environment) =>
        {
            antiforgery.Cookie.Name = Name(environment, "form");
            antiforgery.Cookie.SecurePolicy = Secure(environment);
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.HttpOnly = true;
        });

        services.AddScoped<AuthenticationStateProvider, RevalidatingAuthentication>();
        services.AddScoped<CircuitHandler, CallerCircuit>();
        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = async (context, stop) =>
            {
                context.HttpContext.Response.ContentType = "text/plain; charset=utf-8";
                await context.HttpContext.Response.WriteAsync("登录请求过于频繁，请一分钟后再试。", stop);
            };
            limits.AddPolicy(SignInLimit, context => !HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetFixedWindowLimiter(Lockout.Address(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.SignInsPerMinute, Window = TimeSpan.FromMinutes(1),
                }));
        });
    }

    // __Host- and Secure work over https only; in Development Chromium would drop the cookie (architecture §8).
    static string Name(IHostEnvironment environment, string name) => environment.IsDevelopment() ? $"renewal.{name}" : $"__Host-renewal.{name}";
    static CookieSecurePolicy Secure(IHostEnvironment environment) => environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;

    static void Cookie(CookieAuthenticationOptions cookie, IHostEnvironment environment, IOptions<AccessOptions> access)
    {
        cookie.Cookie.Name = Name(environment, "session");
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = Secure(environment);
        cookie.LoginPath = "/sign-in";
        cookie.LogoutPath = "/sign-out";
        cookie.ReturnUrlParameter = "next";
        cookie.ExpireTimeSpan = TimeSpan.FromMinutes(access.Value.IdleMinutes);
        cookie.SlidingExpiration = true;
        cookie.Events.OnCheckSlidingExpiration = context =>
        {
            // By default a session is prolonged only in its second half: ten minutes of idleness could then end it. Each minute will do.
            context.ShouldRenew = context.ElapsedTime > TimeSpan.FromMinutes(1);
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = async context =>
        {
            // Styles and scripts are the same for everybody.
            if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null) return;
            if (await context.HttpContext.RequestServices.GetRequiredService<SignedInPost>().Restore(context.Principal!, context.HttpContext.RequestAborted)) return;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        };
        // Programs get a status, people a page.
        cookie.Events.OnRedirectToLogin = context =>
        {
            if (IsApi(context.HttpContext)) context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            else context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    /// <summary>Whoever still has a one-time password, or lacks the second factor that the post asks for, goes nowhere else first.</summary>
    public static IApplicationBuilder UseMustDo(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.RequestServices.GetRequiredService<Session>().Must is { } must && context.GetEndpoint() is { } endpoint
            && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && !Allowed(context.Request.Path))
        {
            if (HttpMethods.IsGet(context.Request.Method) && !IsApi(context)) context.Response.Redirect($"/account/{must}");
            else context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        await next();
    });

    static bool Allowed(PathString path) => path.Value is "/account/password" or "/account/totp" or "/sign-out";
}

/// <summary><c>Authorization: Bearer rnw_…</c> on /api/v1: acts as the post it was issued for, with its reach.</summary>
sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, RenewalDb db, SignedInPost signedIn, Session session)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "Token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer " + ApiToken.Prefix, StringComparison.Ordinal)) return AuthenticateResult.NoResult();
        if (!Request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal)) return AuthenticateResult.Fail("tokens are for /api/v1");
        var digest = ApiToken.Digest(header["Bearer ".Length..]);
        var posts = db.Posts;
        var found = await db.ApiTokens.Where(t => t.Hash == digest).Join(posts, t => t.Post, p => p.Id, (t, p) => new { t, p }).AsNoTracking()
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (found is null || !found.t.IsLive(TimeProvider.GetUtcNow())) return AuthenticateResult.Fail("unknown, expired or revoked");
        var principal = new ClaimsPrincipal(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, found.p.User.ToString()), new(ClaimTypes.Role, found.p.Role), new(SignedInPost.PostClaim, found.p.Id.ToString()),
            new(SignedInPost.TokenClaim, found.t.Id.ToString()),
        ], Scheme));
        if (!await signedIn.Restore(principal, Context.RequestAborted) || session.Must is not null) return AuthenticateResult.Fail("the post is no longer held");
        return AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }
}

/// <summary>A circuit may live for hours: account, stamp and post are looked at each minute, and the circuit is signed out when they are no longer good.</summary>
sealed class RevalidatingAuthentication(ILoggerFactory logs, IServiceScopeFactory scopes) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState state, CancellationToken stop) => StillGood(state.User, stop);

    internal async Task<bool> StillGood(ClaimsPrincipal user, CancellationToken stop = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SignedInPost>().Restore(user, stop);
    }
}

/// <summary>Gives the scope of a circuit its caller, and takes it away within a minute of the account or post going bad.</summary>
sealed class CallerCircuit(AuthenticationStateProvider authentication, SignedInPost signedIn, Caller caller, TimeProvider clock) : CircuitHandler
{
    static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    DateTimeOffset? looked;

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken stop) => Look();

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        await Look();
        await next(context);
    };

    internal async Task Look()
    {
        var now = clock.GetUtcNow();
        if (looked is { } last && now - last < Often) return;
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        if (user.Identity?.IsAuthenticated != true) caller.Is(Actor.Nobody, Reach.Nothing);
        else await signedIn.Restore(user);
        looked = now;
    }
}
