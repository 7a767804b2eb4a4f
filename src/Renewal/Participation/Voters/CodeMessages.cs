using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Renewal.Participation;

/// <summary>
/// Codes on their way to the gateway. They leave behind the request, which has been answered by then, and at the ticks of a second, which know nothing of it: a slow
/// or broken gateway must not hold a voter up, and neither the time of the answer nor the work beside it may tell whether a phone stands on the roll. In memory
/// alone, since a code in clear is never stored; what a stopped process could not send, the voter asks for again.
/// </summary>
public sealed class CodeMessages(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CodeMessages> logger) : BackgroundService
{
    const int MostWaiting = 10_000, AtOnce = 16;

    readonly Channel<(string Phone, string Text, DateTimeOffset Expires)> waiting = System.Threading.Channels.Channel.CreateBounded<(string, string, DateTimeOffset)>(MostWaiting);

    /// <summary>Takes a message; never waits. It is dropped when <paramref name="expires"/> passes before its turn comes, or 10,000 wait already.</summary>
    /// <param name="phone">in clear, digits</param>
    public void Take(string phone, string text, DateTimeOffset expires)
    {
        if (!waiting.Writer.TryWrite((phone, text, expires))) logger.LogWarning("a code was not sent: {Most} messages wait, or the process stops", MostWaiting);
    }

    protected override Task ExecuteAsync(CancellationToken stop) =>
        Parallel.ForEachAsync(AtTicks(stop), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (message, _) => Send(message));

    // What was taken before the end is still sent, within the time that the host gives.
    async IAsyncEnumerable<(string Phone, string Text, DateTimeOffset Expires)> AtTicks([EnumeratorCancellation] CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
        await using var end = stop.Register(() => { waiting.Writer.TryComplete(); tick.Dispose(); });
        for (var goesOn = true; goesOn;)
        {
            goesOn = await tick.WaitForNextTickAsync(CancellationToken.None);
            while (waiting.Reader.TryRead(out var message)) yield return message;
        }
    }

    /// <summary>Sends what waits now, one after another.</summary>
    public async Task SendWaiting()
    {
        while (waiting.Reader.TryRead(out var message)) await Send(message);
    }

    async ValueTask Send((string Phone, string Text, DateTimeOffset Expires) message)
    {
        if (message.Expires <= clock.GetUtcNow()) return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (!await scope.ServiceProvider.GetRequiredService<ISmsSender>().Send(message.Phone, message.Text)) logger.LogWarning("the gateway did not take a code");
        }
        catch (Exception e) { logger.LogError(e, "a code could not be sent"); }
    }
}
