using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Renewal.Foundation;

namespace Renewal.Participation;

/// <summary>
/// The review sent off: an ordinary ballot needs no page drawn around it, so its form goes straight into the box and the receipt's page is next. Whatever
/// is refused, or is no such form, goes on to the page, which says why; the ballot has its id, so that casting it twice is casting it once.
/// </summary>
static class BallotPost
{
    const string Page = "/v/ballot";

    /// <summary>After antiforgery, before the pages.</summary>
    public static void Use(WebApplication app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.Path != Page || !await Took(http)) await next(http);
    });

    static async Task<bool> Took(HttpContext http)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }) return false;
        var door = http.RequestServices.GetRequiredService<VotersDoor>();
        if (door.Who(VoterCookie.Read(http)) is not { } voter)
        {
            // Sent after the half hour: the page without a seat has no such form, and says what to do.
            http.Response.Redirect(Page);
            return true;
        }
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["_handler"] != "cast" || !Guid.TryParse(form["ballot"], out var ballot)) return false;
        Dictionary<int, string> answers = [];
        foreach (var (name, values) in form)
            if (name.StartsWith("line-", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var line)) answers[line] = Choices.Joined(values);
        try { await door.Cast(voter, ballot, answers, http.RequestAborted); }
        catch (RuleBroken) { return false; }
        http.Response.Redirect(Page);
        return true;
    }
}
