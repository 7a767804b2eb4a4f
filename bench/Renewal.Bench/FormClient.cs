using System.Net;
using System.Text.RegularExpressions;

namespace Renewal.Bench;

/// <summary>A browser without JavaScript: cookies, and the antiforgery token of the last page with a form. Follows no redirect by itself.</summary>
sealed class FormClient(HttpClient http)
{
    readonly Dictionary<string, string> cookies = [];
    string token = "";

    /// <summary>Name and value, as of a session that was opened elsewhere.</summary>
    public void Cookie(string name, string value) => cookies[name] = value;

    public Task<(HttpStatusCode Status, string Text)> Get(string path, CancellationToken stop) => Send(new(HttpMethod.Get, path), stop);

    public Task<(HttpStatusCode Status, string Text)> Post(string path, string form, CancellationToken stop, params (string Name, string Value)[] fields) => Send(new(HttpMethod.Post, path)
    {
        Content = new FormUrlEncodedContent([new("_handler", form), new("__RequestVerificationToken", token), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]),
    }, stop);

    /// <summary>The value of a hidden field of a page; empty where there is none.</summary>
    public static string Hidden(string page, string name) => WebUtility.HtmlDecode(Regex.Match(page, $"name=\"{Regex.Escape(name)}\" value=\"([^\"]*)\"").Groups[1].Value);

    async Task<(HttpStatusCode, string)> Send(HttpRequestMessage request, CancellationToken stop)
    {
        using (request)
        {
            if (cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
            using var answer = await http.SendAsync(request, stop);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
                foreach (var one in set)
                {
                    var pair = one.Split(';')[0].Split('=', 2);
                    cookies[pair[0]] = pair[1];
                }
            var text = await answer.Content.ReadAsStringAsync(stop);
            if (Hidden(text, "__RequestVerificationToken") is { Length: > 0 } fresh) token = fresh;
            return (answer.StatusCode, text);
        }
    }
}
