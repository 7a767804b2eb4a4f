using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Puts the signed-in post behind a principal into this scope: Storage's <see cref="Caller"/> for reach and record, <see cref="Session"/> for the header.
/// Account, stamp and post are read anew each time, so that a disabled account, an ended post or a changed password counts with the next request.
/// </summary>
sealed class SignedInPost(PostBook posts, Caller caller, Session session, TimeProvider clock, IOptions<AccessOptions> options, IHostEnvironment environment)
{
    public const string PostClaim = "post", StampClaim = "stamp", AtClaim = "at", SeveralClaim = "several", TokenClaim = "token";

    public ClaimsPrincipal Principal(Standing standing, bool several, DateTimeOffset at) => new(new ClaimsIdentity(
    [
        new(ClaimTypes.NameIdentifier, standing.User.Id.ToString()), new(ClaimTypes.Role, standing.Post.Role), new(PostClaim, standing.Post.Id.ToString()),
        new(StampClaim, Convert.ToHexString(standing.User.Stamp)), new(AtClaim, at.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new(SeveralClaim, several ? "1" : "0"),
    ], CookieAuthenticationDefaults.AuthenticationScheme));

    /// <returns>false when the principal is no longer good; nobody is signed in then</returns>
    public async Task<bool> Restore(ClaimsPrincipal principal, CancellationToken stop = default)
    {
        caller.Is(Actor.Nobody, Reach.Nothing);
        if (!Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user) || !Guid.TryParse(principal.FindFirstValue(PostClaim), out var post)) return false;
        if (SignedInAt(principal) is { } at && clock.Instant() - at >= TimeSpan.FromHours(options.Value.AbsoluteHours)) return false;
        if (await posts.Load(user, post, stop) is not { } standing || principal.FindFirstValue(ClaimTypes.Role) != standing.Post.Role) return false;
        if (principal.FindFirstValue(TokenClaim) is null && principal.FindFirstValue(StampClaim) != Convert.ToHexString(standing.User.Stamp)) return false;
        session.Post = post;
        session.SeveralPosts = principal.FindFirstValue(SeveralClaim) == "1";
        session.Must = Must(standing);
        // Until the one-time password is changed and the second factor enrolled, nothing is in reach.
        caller.Is(standing.Actor, session.Must is null ? standing.Reach : Reach.Nothing);
        return true;
    }

    public string? Must(Standing standing)
    {
        if (standing.User.MustChangePassword) return "password";
        var required = options.Value.RequireTotp ?? !environment.IsDevelopment();
        return required && standing.User.Totp is null && Roles.In(Roles.Privileged, standing.Post.Role) ? "totp" : null;
    }

    public static DateTimeOffset? SignedInAt(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(AtClaim), out var ms) ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
