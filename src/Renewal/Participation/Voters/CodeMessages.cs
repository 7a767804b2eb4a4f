using System.Threading.Channels;

namespace Renewal.Participation;

/// <summary>
/// Codes on their way to the gateway. They leave behind the request, which has been answered by then: a slow or broken gateway must not hold a voter up, and the
/// time of the answer must not tell whether a phone stands on the roll. In memory alone, since a code in clear is never stored; what a stopped process
/// could not send, the voter asks for again.
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

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        // What was taken before the end is still sent, within the time that the host gives.
        await using var end = stop.Register(() => waiting.Writer.TryComplete());
        await Parallel.ForEachAsync(waiting.Reader.ReadAllAsync(CancellationToken.None), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (m, _) => Send(m));
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
