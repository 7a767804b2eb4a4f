using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Builder;

namespace Renewal.Tests;

/// <summary>
/// A browser without JavaScript: cookies, forms with all their hidden fields, redirects. What works here works for residents with an old phone.
/// </summary>
public sealed class Browser : IDisposable
{
    readonly HttpClientHandler handler = new() { AllowAutoRedirect = false, UseCookies = true, CookieContainer = new CookieContainer() };

    public Browser(Uri site)
    {
        Site = site;
        Http = new HttpClient(handler) { BaseAddress = site };
    }

    public Uri Site { get; }
    public HttpClient Http { get; }
    public CookieContainer Cookies => handler.CookieContainer;

    /// <summary>Gets a page, following redirects.</summary>
    public async Task<Page> Get(string path) => await Follow(await Http.GetAsync(path));

    /// <summary>
    /// Fills the form as a person would and sends it: hidden fields, chosen options and the antiforgery token go along; a field named here must be on
    /// the form. The first submit button counts as pressed unless <paramref name="press"/> names one by its text.
    /// </summary>
    /// <param name="form">name of the form as in <c>@formname</c>, or a CSS selector of it</param>
    public async Task<Page> Submit(Page page, string form, IReadOnlyDictionary<string, string>? fields = null, string? press = null)
    {
        var element = page.Document.QuerySelectorAll("form").OfType<IHtmlFormElement>()
            .FirstOrDefault(f => f.QuerySelector("input[name=_handler]")?.GetAttribute("value") == form)
            ?? (form.IndexOfAny(['.', '#', '[', ' ']) >= 0 ? page.Document.QuerySelector(form) as IHtmlFormElement : null)
            ?? throw new InvalidOperationException($"no form {form} on {page.Path}: {page.Text}");
        var values = new List<KeyValuePair<string, string>>();
        foreach (var input in element.Elements.OfType<IElement>())
        {
            if (input.GetAttribute("name") is not { Length: > 0 } name || input.HasAttribute("disabled")) continue;
            if (fields?.ContainsKey(name) == true) continue;
            switch (input)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio" } box: if (box.IsChecked) values.Add(new(name, box.Value)); break;
                case IHtmlInputElement { Type: "submit" or "button" or "image" or "file" }: break;
                case IHtmlInputElement text: values.Add(new(name, text.Value)); break;
                case IHtmlTextAreaElement area: values.Add(new(name, area.Value)); break;
                case IHtmlSelectElement select: values.Add(new(name, select.Value ?? "")); break;
            }
        }
        foreach (var (name, value) in fields ?? new Dictionary<string, string>())
        {
            if (element.Elements.OfType<IElement>().All(e => e.GetAttribute("name") != name))
                throw new InvalidOperationException($"form {form} on {page.Path} has no field {name}");
            values.Add(new(name, value));
        }
        var buttons = element.QuerySelectorAll("button").OfType<IHtmlButtonElement>().Where(b => b.Type is "submit").ToList();
        var button = press is null ? buttons.FirstOrDefault() : buttons.Single(b => b.TextContent.Contains(press, StringComparison.Ordinal));
        if (button?.Name is { Length: > 0 } pressed) values.Add(new(pressed, button.Value));
        var target = element.GetAttribute("action") is { Length: > 0 } action ? action : page.Path;
        return await Follow(await Http.PostAsync(target, new FormUrlEncodedContent(values)));
    }

    public Task<Page> Submit(Page page, string form, params (string Name, string Value)[] fields) =>
        Submit(page, form, fields.ToDictionary(f => f.Name, f => f.Value));

    async Task<Page> Follow(HttpResponseMessage response)
    {
        for (var hops = 0; hops < 10 && (int)response.StatusCode is 301 or 302 or 303; hops++)
        {
            var next = new Uri(response.RequestMessage!.RequestUri!, response.Headers.Location!);
            response.Dispose();
            response = await Http.GetAsync(next);
        }
        return await Page.Read(response);
    }

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }
}

/// <summary>What a browser shows.</summary>
public sealed record Page(HttpStatusCode Status, string Path, string Html, IDocument Document)
{
    static readonly IBrowsingContext Context = BrowsingContext.New(Configuration.Default);

    public static async Task<Page> Read(HttpResponseMessage response)
    {
        var html = await response.Content.ReadAsStringAsync();
        var document = await Context.OpenAsync(r => r.Content(html));
        return new Page(response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery, html, document);
    }

    /// <summary>Text of the main part, white space drawn together.</summary>
    public string Text => string.Join(' ', (Document.QuerySelector("main") ?? Document.Body)?.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? []);

    public bool Says(string words) => Text.Contains(words, StringComparison.Ordinal);
}

public static class Browsing
{
    /// <summary>A browser in which nobody has signed in; starts the web server at first use.</summary>
    public static async Task<Browser> Browser(this World world) => new(await world.Listen());
}
