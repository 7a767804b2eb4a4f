using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>The HTTP sender against a gateway of this process.</summary>
public sealed class SmsTests
{
    /// <summary>Answers each message with the status given, or never.</summary>
    sealed class Gateway : IDisposable
    {
        readonly HttpListener listener;
        readonly CancellationTokenSource over = new();

        public Gateway(HttpStatusCode? answer)
        {
            for (var port = 20_000 + Environment.ProcessId % 20_000; ; port++)
            {
                try
                {
                    (Url, listener) = ($"http://127.0.0.1:{port}/sms/", new HttpListener());
                    listener.Prefixes.Add(Url);
                    listener.Start();
                    break;
                }
                catch (HttpListenerException) when (port < 65_000) { }
            }
            _ = Serve(answer);
        }

        public string Url { get; }
        public List<(string? Authorization, JsonElement Message)> Taken { get; } = [];
        /// <summary>Ends when a message has arrived.</summary>
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public string[] Settings => ["--Sms:Sender=http", $"--Sms:Url={Url}", "--Sms:Key=k-4711", "--Sms:Sign=铁西旧改"];

        async Task Serve(HttpStatusCode? answer)
        {
            while (!over.IsCancellationRequested)
            {
                var context = await listener.GetContextAsync();
                using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
                lock (Taken) Taken.Add((context.Request.Headers["Authorization"], body.RootElement.Clone()));
                Arrived.TrySetResult();
                if (answer is not { } status) continue;
                context.Response.StatusCode = (int)status;
                context.Response.Close();
            }
        }

        public void Dispose()
        {
            over.Cancel();
            listener.Close();
        }
    }

    static async Task<bool> Send(Gateway gateway, params string[] more)
    {
        await using var world = await World.Start(Store.Sqlite, settings: [.. gateway.Settings, .. more]);
        await using var scene = world.As();
        return await scene.Get<ISmsSender>().Send("13911000000", "您的投票验证码是 123456");
    }

    [Fact]
    public async Task The_gateway_gets_phone_text_and_sign_with_its_key()
    {
        using var gateway = new Gateway(HttpStatusCode.Accepted);
        Assert.True(await Send(gateway));
        var (authorization, message) = Assert.Single(gateway.Taken);
        Assert.Equal("Bearer k-4711", authorization);
        Assert.Equal(("13911000000", "您的投票验证码是 123456", "铁西旧改"), (message.GetProperty("phone").GetString(), message.GetProperty("text").GetString(), message.GetProperty("sign").GetString()));
    }

    [Fact]
    public async Task A_gateway_that_refuses_or_answers_too_late_or_is_not_there_took_nothing()
    {
        using (var refusing = new Gateway(HttpStatusCode.ServiceUnavailable)) Assert.False(await Send(refusing));
        using (var silent = new Gateway(null)) Assert.False(await Send(silent, "--Sms:TimeoutSeconds=1"));
        using var gone = new Gateway(null);
        gone.Dispose();
        Assert.False(await Send(gone));
    }

    /// <summary>A gateway that hangs would otherwise tell by the time of the answer which phones stand on the roll.</summary>
    [Fact, Clause("S1.06")]
    public async Task The_page_is_answered_before_the_gateway_is_asked_and_whatever_it_does()
    {
        using var gateway = new Gateway(null);
        await using var village = await Village.Start(Village.Flats(4), settings: gateway.Settings);
        var id = await village.Open("first");
        var letters = await village.As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>("committee", use => use.Run(id));
        await using (var scene = village.World.As())
        {
            var voters = scene.Get<Voters>();
            await voters.SendCode(await voters.Letter(letters[0].Code), "13911000000");
        }
        Assert.Empty(gateway.Taken);
        var sending = village.World.App.Services.GetRequiredService<CodeMessages>().SendWaiting();
        await gateway.Arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("13911000000", Assert.Single(gateway.Taken).Message.GetProperty("phone").GetString());
        gateway.Dispose();
        await sending;
    }

    [Fact]
    public async Task A_code_that_is_over_before_its_turn_comes_is_not_sent()
    {
        using var gateway = new Gateway(HttpStatusCode.OK);
        await using var world = await World.Start(Store.Sqlite, settings: gateway.Settings);
        var messages = world.App.Services.GetRequiredService<CodeMessages>();
        messages.Take("13911000001", "一", world.Clock.GetUtcNow().AddMinutes(5));
        messages.Take("13911000002", "二", world.Clock.GetUtcNow().AddMinutes(6));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await messages.SendWaiting();
        Assert.Equal("13911000002", Assert.Single(gateway.Taken).Message.GetProperty("phone").GetString());
    }
}
