using Microsoft.AspNetCore.Components;
using Renewal.Foundation;

namespace Renewal.Web.Kit;

/// <summary>What pages with forms share: the refusal above the form, and a redirect after success so that a reload sends nothing twice.</summary>
public abstract class FormPage : ComponentBase
{
    [CascadingParameter] protected HttpContext Http { get; set; } = null!;
    [Inject] protected NavigationManager Nav { get; set; } = null!;

    /// <summary>Words of the last success, carried over the redirect.</summary>
    [SupplyParameterFromQuery(Name = "done")] protected string? Done { get; set; }

    protected RuleBroken? Broken { get; private set; }

    protected string? Wrong(string field) => Broken?.Field == field ? Broken.Message : null;

    /// <returns>whether it was done</returns>
    protected async Task<bool> Try(Func<Task> act, string? then = null)
    {
        try
        {
            await act();
            if (then is not null) Nav.NavigateTo(then);
            return true;
        }
        catch (RuleBroken broken)
        {
            Broken = broken;
            if (broken.Status is 403 or 404) Http.Response.StatusCode = broken.Status;
            return false;
        }
    }

    /// <summary>A field of the posted form, trimmed; null where it is empty.</summary>
    protected string? Posted(string name) => Http.Request.HasFormContentType && Http.Request.Form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A posted date.</summary>
    /// <exception cref="RuleBroken">form.date, with the field</exception>
    protected DateOnly PostedDay(string name) =>
        DateOnly.TryParseExact(Posted(name), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day)
            ? day : throw new RuleBroken("form.date", "请填写日期，如 2026-03-02。") { Field = name };

    /// <summary>A posted whole number (a version, a count); null where there is none.</summary>
    protected int? PostedNumber(string name) => int.TryParse(Posted(name), System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;

    /// <summary>A posted file, or null where none was chosen.</summary>
    protected IFormFile? PostedFile(string name) => Http.Request.HasFormContentType && Http.Request.Form.Files[name] is { Length: > 0 } file ? file : null;

    protected void NotFound()
    {
        Http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    protected static string Day(DateTimeOffset? at) => at is { } t ? t.ToOffset(Clock.China).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : "—";
    protected static string Day(DateOnly? day) => day is { } d ? d.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "—";
}
