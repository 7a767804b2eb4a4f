using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Renewal.Access.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>Sends a text message. A phone number goes in and is never written to a log.</summary>
public interface ISmsSender
{
    /// <param name="phone">in clear, digits with an optional +</param>
    /// <returns>whether the gateway took it</returns>
    Task<bool> Send(string phone, string text, CancellationToken stop = default);
}

/// <summary>Settings of the section <c>Sms</c>.</summary>
public sealed class SmsOptions
{
    /// <summary>
    /// <c>none</c>: no gateway, online voting needs identity shown; <c>console</c>: on the console, Development only; <c>file</c>: one JSON line a message in
    /// <c>Storage:Folder/sms.jsonl</c>; <c>http</c>: POST to a gateway.
    /// </summary>
    [RegularExpression("^(none|console|file|http)$", ErrorMessage = "Sms:Sender must be none, console, file or http")]
    public string Sender { get; set; } = "none";

    /// <summary>Gateway of the http sender: receives <c>{"phone","text","sign"}</c> as JSON with <c>Authorization: Bearer Key</c>, answers 2xx when it has taken the message.</summary>
    public string? Url { get; set; }
    public string? Key { get; set; }
    /// <summary>短信签名, put before each message.</summary>
    public string Sign { get; set; } = "旧改办";
    [Range(1, 60)] public int TimeoutSeconds { get; set; } = 10;
}

sealed class NoSms : ISmsSender
{
    public Task<bool> Send(string phone, string text, CancellationToken stop) => Task.FromResult(false);
}

/// <summary>For trying out: on the console, with the number masked.</summary>
sealed class ConsoleSms : ISmsSender
{
    public Task<bool> Send(string phone, string text, CancellationToken stop)
    {
        Console.WriteLine($"[短信 → {Mask.Phone(phone)}] {text}");
        return Task.FromResult(true);
    }
}

/// <summary>For a machine without a gateway that hands messages on by file.</summary>
sealed class FileSms(IOptions<StorageOptions> storage, TimeProvider clock) : ISmsSender
{
    static readonly SemaphoreSlim turn = new(1, 1);

    public async Task<bool> Send(string phone, string text, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try { await File.AppendAllTextAsync(Path.Combine(storage.Value.Folder, "sms.jsonl"), JsonSerializer.Serialize(new { at = clock.GetUtcNow(), phone, text }) + "\n", stop); }
        finally { turn.Release(); }
        return true;
    }
}

sealed class HttpSms(HttpClient http, IOptions<SmsOptions> options, ILogger<HttpSms> logger) : ISmsSender
{
    public async Task<bool> Send(string phone, string text, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Url) { Content = JsonContent.Create(new { phone, text, sign = options.Value.Sign }) };
        request.Headers.Authorization = new("Bearer", options.Value.Key);
        try
        {
            using var answer = await http.SendAsync(request, stop);
            if (!answer.IsSuccessStatusCode) logger.LogWarning("the SMS gateway answered {Status}", (int)answer.StatusCode);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            logger.LogWarning("the SMS gateway could not be reached: {Why}", e.GetType().Name);
            return false;
        }
    }
}
