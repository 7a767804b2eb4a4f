using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Renewal.Foundation;

namespace Renewal.Access;

/// <summary>Writes the session cookie. It ends with the browser; what stands in it is encrypted.</summary>
sealed class SessionCookie(SignedInPost signedIn, TimeProvider clock)
{
    public Task Begin(HttpContext http, Standing standing, bool several) => Write(http, standing, several, clock.Instant());

    /// <summary>Same session, other post or new stamp: the eight hours run on from the sign-in.</summary>
    public Task Continue(HttpContext http, Standing standing, bool several) =>
        Write(http, standing, several, SignedInPost.SignedInAt(http.User) ?? clock.Instant());

    public Task End(HttpContext http) => http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    Task Write(HttpContext http, Standing standing, bool several, DateTimeOffset at) =>
        http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, signedIn.Principal(standing, several, at), new AuthenticationProperties { IsPersistent = false });
}

/// <summary>Where to go after signing in: a path of this site and nothing else.</summary>
static class LocalPath
{
    public static string Of(string? path) =>
        path is ['/', ..] && !(path is ['/', '/' or '\\', ..]) && !path.Any(char.IsControl) && !path.StartsWith("/sign-", StringComparison.Ordinal) ? path : "/";
}
