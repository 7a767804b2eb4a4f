using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Slows guessing down without handing strangers a way to lock people out: failures count per account *and* address, so a pause strikes only where
/// the failures came from. Guessing spread over many addresses meets a second, slow brake, from which addresses where the account has signed in
/// lately are free. Whether the account exists makes no difference to any answer (docs/decisions/0010).
/// </summary>
sealed class Lockout(RenewalDb db, WriterQueue writers, PersonalData personal, TimeProvider clock)
{
    /// <summary>Failures before the first pause.</summary>
    public const int Free = 5;
    public const int LongestMinutes = 60;
    /// <summary>Failures from all addresses within an hour that set the account's brake.</summary>
    public const int BrakeFailures = 50;
    public static readonly TimeSpan BrakeGap = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Memory = TimeSpan.FromHours(24), BrakeMemory = TimeSpan.FromHours(1), Known = TimeSpan.FromDays(30);

    /// <summary>Pause after so many failures in a row: 5 → 1 min, 6 → 2, 7 → 4, … at most 60.</summary>
    public static int Minutes(int failures) => failures < Free ? 0 : Math.Min(LongestMinutes, 1 << Math.Min(failures - Free, 10));

    /// <summary>Digest under which tries of an account are counted.</summary>
    public string Account(string login) => Convert.ToHexStringLower(personal.Index("access_attempts.Account", User.Normal(login)))[..32];

    /// <summary>An IPv6 customer has a /64: the rest of the address is theirs to change.</summary>
    public static string Address(IPAddress? address)
    {
        if (address is null) return "-";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes) + "/64";
    }

    // Tries of one account from one address go one after another, or a hundred at once would all pass the count before the first is written.
    static readonly ConcurrentDictionary<(string, string), SemaphoreSlim> turns = new();

    public static async Task<IDisposable> Turn(string account, string address)
    {
        if (turns.Count > 10_000) turns.Clear();
        var turn = turns.GetOrAdd((account, address), _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync();
        return new Release(turn);
    }

    /// <exception cref="RuleBroken">access.paused (429) with the minutes to wait</exception>
    public async Task Check(string account, string address)
    {
        var now = clock.Instant();
        var (count, last) = await Failures(account, address, now);
        var until = last + TimeSpan.FromMinutes(Minutes(count));
        if (now < until)
        {
            await Note(account, address, AttemptOutcome.Locked);
            throw Paused((int)Math.Ceiling((until - now).TotalMinutes));
        }

        var hour = now - BrakeMemory;
        var attempts = db.SignInAttempts;
        if (await attempts.CountAsync(a => a.Account == account && a.Outcome == AttemptOutcome.Failed && a.At > hour) < BrakeFailures) return;
        var lately = now - Known;
        if (await attempts.AnyAsync(a => a.Account == account && a.Address == address && a.Outcome == AttemptOutcome.Succeeded && a.At > lately)) return;
        var gap = now - BrakeGap;
        if (await attempts.AnyAsync(a => a.Account == account && a.Outcome == AttemptOutcome.Failed && a.At > gap)) throw Paused(1);
    }

    /// <returns>minutes of the pause that this failure begins; 0 for none</returns>
    public async Task<int> Failed(string account, string address)
    {
        await Note(account, address, AttemptOutcome.Failed);
        return Minutes((await Failures(account, address, clock.Instant())).Count);
    }

    async Task<(int Count, DateTimeOffset Last)> Failures(string account, string address, DateTimeOffset now)
    {
        var since = now - Memory;
        var tries = await db.SignInAttempts.Where(a => a.Account == account && a.Address == address && a.At > since && a.Outcome != AttemptOutcome.Locked)
            .OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(40).Select(a => new { a.Outcome, a.At }).ToListAsync();
        var failures = tries.TakeWhile(t => t.Outcome == AttemptOutcome.Failed).ToList();
        return failures.Count == 0 ? (0, DateTimeOffset.MinValue) : (failures.Count, failures[0].At);
    }

    async Task Note(string account, string address, AttemptOutcome outcome)
    {
        using var turn = await writers.Enter(db, default);
        db.Add(new SignInAttempt(account, address, outcome, clock.Instant()));
        await db.SaveChangesAsync();
    }

    static RuleBroken Paused(int minutes) => new("access.paused", $"尝试次数过多，请 {minutes} 分钟后再试。忘记密码请联系本单位账号管理员。", 429);

    sealed class Release(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
