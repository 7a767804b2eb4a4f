using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>A ballot on its way into the box: everything that can be made before the box is locked is made already.</summary>
public sealed record BallotDraft(Guid Ballot, Guid Seat, Channel Channel, string Choices, DateTimeOffset At)
{
    internal byte[] Nonce { get; init; } = [];
    internal byte[] Commitment { get; init; } = [];
    internal byte[] SealedChoices { get; init; } = [];
    internal byte[] SealedNonce { get; init; } = [];
}

/// <summary>What the voter gets: the ballot is on disk, at this place of the log.</summary>
/// <param name="Again">the same ballot was sent before; this is its receipt</param>
public sealed record BallotReceipt(ConsultationId Consultation, Guid Ballot, Guid Seat, int Place, int Ordinal, long Index, Channel Channel, DateTimeOffset At, string Leaf, bool Again);

/// <summary>Either a receipt or why not: one refused ballot never fails its neighbours.</summary>
public readonly record struct BallotAnswer(BallotReceipt? Receipt, RuleBroken? Refused);

/// <summary>
/// The one door of the box (O2.1, S1.06, S2.03). A ballot is acknowledged when it is on disk. Ballots that arrive together are committed together: one
/// transaction, one fact with their Merkle root, one sync. The box row is locked meanwhile, and unique keys (ballot id; seat and ordinal; log index) stand
/// behind the lock, so that on any number of nodes a seat has one counted ballot and a retry gets its old receipt.
/// <para>The log is the truth: what the process remembers of it is a replay, checked against size and frontier under the lock and thrown away when they differ.</para>
/// </summary>
public sealed class BallotBox(IServiceScopeFactory scopes, LogWriter log, PersonalData personal, TimeProvider clock, ILogger<BallotBox> logger) : IAsyncDisposable
{
    static readonly Process Casting = new("participation.cast", "投票入箱");
    const int LargestGroup = 1024;
    readonly Channel<Waiting> queue = System.Threading.Channels.Channel.CreateBounded<Waiting>(20_000);
    readonly ConcurrentDictionary<ConsultationId, BoxMemory> memory = new();
    // The loop's own: it goes on from what it has committed, while a run of somebody else may still be taken back.
    readonly Dictionary<ConsultationId, BoxMemory> remembered = [];
    readonly object starting = new();
    Task? loop;

    sealed record Waiting(ConsultationId Consultation, BallotDraft Draft, TaskCompletionSource<BallotReceipt> Done);

    /// <summary>Seals and commits to the choice; costs some microseconds and needs no lock.</summary>
    public BallotDraft Prepare(Guid ballot, Guid seat, Channel channel, string choices, DateTimeOffset? at = null)
    {
        // The store keeps instants to the millisecond, and so does the opening.
        var when = at ?? clock.Instant();
        var nonce = RandomNumberGenerator.GetBytes(32);
        return new(ballot, seat, channel, choices, when)
        {
            Nonce = nonce, Commitment = Ballot.Commit(nonce, Ballot.Opening(ballot, when, choices)),
            SealedChoices = personal.Seal(ChoicesColumn, ballot, choices), SealedNonce = personal.Seal(NonceColumn, ballot, Convert.ToHexStringLower(nonce)),
        };
    }

    internal const string ChoicesColumn = "participation_ballots.Choices", NonceColumn = "participation_ballots.Nonce";

    internal string ChoicesOf(Ballot ballot) => personal.Reveal(ChoicesColumn, ballot.Id, ballot.Choices)!;
    internal string NonceOf(Ballot ballot) => personal.Reveal(NonceColumn, ballot.Id, ballot.Nonce)!;

    /// <summary>Puts one ballot in, together with whatever arrives meanwhile. The caller has proved who votes.</summary>
    /// <exception cref="RuleBroken">ballot.* as <see cref="Put"/> says; busy (503)</exception>
    public async Task<BallotReceipt> Cast(ConsultationId consultation, BallotDraft draft, CancellationToken stop = default)
    {
        Start();
        var waiting = new Waiting(consultation, draft, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(waiting, stop);
        return await waiting.Done.Task;
    }

    void Start()
    {
        if (loop is not null) return;
        lock (starting) loop ??= Task.Run(Loop);
    }

    async Task Loop()
    {
        List<Waiting> group = [];
        while (await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            // Those who have just been answered come first with their next ballots: fewer, larger groups.
            await Task.Yield();
            while (group.Count < LargestGroup && queue.Reader.TryRead(out var next)) group.Add(next);
            if (!await TryAppend(group)) await Commit(group);
        }
    }

    /// <summary>
    /// The hot path: what the loop remembers says what the ballots come to, and the store takes them if the boxes still stand where it remembers them.
    /// False for all that needs more than rows in a log (a dispute, an owner to be told, an extension, nothing but refusals), and whenever anything is odd: the long way tells.
    /// </summary>
    async Task<bool> TryAppend(IReadOnlyList<Waiting> group)
    {
        // Always in the same order: two nodes that hold several boxes never wait for each other in a circle.
        var boxes = group.GroupBy(w => w.Consultation).OrderBy(g => g.Key.Value).Select(g => (Of: g.ToList(), State: remembered.TryGetValue(g.Key, out var state) ? state : remembered[g.Key] = new(g.Key))).ToList();
        try
        {
            var now = clock.Instant();
            List<(BallotIntake Intake, BallotBoxRow Box)> grown = [];
            List<LogGrowth<BallotBoxRow, Ballot>> logs = [];
            foreach (var (of, state) in boxes)
            {
                if (state.Head is null && !await Read(state)) return false;
                var (box, consultation) = state.Head!.Value;
                // After the close the consultation goes on without moving the row of its box.
                if (box.Sealed || box.IsExtensionDue(now)) return false;
                var intake = new BallotIntake(consultation, box, state, of.ConvertAll(w => w.Draft));
                if (intake.Fresh.Count == 0 || intake.Contested.Count > 0 || intake.Tenants.Any()) return false;
                var after = box.Grown(intake);
                grown.Add((intake, after));
                logs.Add(new(box, after, [.. intake.Fresh.Select(f => f.Row)], Taken(after, box.Size)));
            }
            if (!await log.Append(Casting, now, logs))
            {
                Forget();
                return false;
            }
            for (var i = 0; i < boxes.Count; i++)
            {
                boxes[i].State.Grow(grown[i].Intake, grown[i].Box);
                Answer(boxes[i].Of, grown[i].Intake.Answers);
            }
            return true;
        }
        catch (Exception e)
        {
            // A commit whose end is not known is found by the long way: its ballots are there then, and get their receipts.
            if (e is not RuleBroken) logger.LogWarning(e, "ballots take the long way");
            Forget();
            return false;
        }

        void Forget()
        {
            foreach (var (_, state) in boxes) state.Head = null;
        }
    }

    static void Answer(IReadOnlyList<Waiting> of, IReadOnlyList<BallotAnswer> answers)
    {
        for (var i = 0; i < of.Count; i++)
            if (answers[i].Receipt is { } receipt) of[i].Done.SetResult(receipt);
            else of[i].Done.SetException(answers[i].Refused!);
    }

    /// <summary>What is committed now; whoever moves the box meanwhile moves its version, and the store refuses.</summary>
    async Task<bool> Read(BoxMemory state)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        if (await db.Set<BallotBoxRow>().AsNoTracking().SingleOrDefaultAsync(b => b.Consultation == state.Id) is not { } box) return false;
        var consultation = await db.Set<Consultation>().AsNoTracking().SingleAsync(c => c.Id == state.Id);
        await state.CatchUp(db, box, this, CancellationToken.None);
        state.Head = (box, consultation);
        return true;
    }

    async Task Commit(IReadOnlyList<Waiting> group)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
                List<(IReadOnlyList<Waiting> Of, IReadOnlyList<BallotAnswer> Answers)> boxes = [];
                await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(Casting, async run =>
                {
                    // Always in the same order: two nodes that hold several boxes never wait for each other in a circle.
                    foreach (var box in group.GroupBy(w => w.Consultation).OrderBy(g => g.Key.Value))
                        boxes.Add(([.. box], await Put(run, box.Key, [.. box.Select(w => w.Draft)])));
                });
                foreach (var (of, answers) in boxes)
                {
                    if (remembered.TryGetValue(of[0].Consultation, out var state)) state.Head = null;
                    Answer(of, answers);
                }
                return;
            }
            catch (Exception e)
            {
                var again = e is RuleBroken { Code: "busy" or "duplicate" or "stale" };
                if (again && tries < 4) continue;
                // What one of them did must not cost the others their ballots.
                if (group.Count > 1)
                {
                    foreach (var one in group) await Commit([one]);
                    return;
                }
                if (!again) logger.LogError(e, "a ballot could not be put into the box");
                group[0].Done.SetException(again ? e : new RuleBroken("ballot.failed", "系统出错，这张票没有入箱，请稍后用同一页面再提交一次。", 503));
                return;
            }
        }
    }

    /// <summary>
    /// Puts ballots into one box within a run: answers in their order. Refusals: ballot.not_open, ballot.closed (409), ballot.seat (404), ballot.not_asked,
    /// ballot.id_reused (409), consultation.state (409).
    /// </summary>
    public async Task<IReadOnlyList<BallotAnswer>> Put(ProcessRun run, ConsultationId id, IReadOnlyList<BallotDraft> drafts, CancellationToken stop = default)
    {
        var db = run.Db;
        if (await Lock(db, id, stop) is not { } box)
            return [.. drafts.Select(_ => new BallotAnswer(null, new RuleBroken("ballot.not_open", "这次征询还没有开始收票。", 409)))];
        var consultation = await db.Set<Consultation>().AsNoTracking().SingleAsync(c => c.Id == id, stop);
        var state = await Memory(db, box, stop);
        if (box.ExtendIfDue(run.At)) run.Fact(new ConsultationExtended(id, box.Community, box.ClosesAt));
        var intake = new BallotIntake(consultation, box, state, drafts);
        if (intake.Fresh.Count == 0) return intake.Answers;

        var from = box.Size;
        box.Grow(intake);
        await run.Bulk(intake.Fresh.Select(f => f.Row), stop: stop);
        foreach (var (seat, ballots) in intake.Contested) await Disputes.Follow(run, consultation, state.Seats[seat], Counting.Count(ballots, state.Objected(seat)), stop);
        foreach (var seat in intake.Tenants)
            if (!await db.Set<OwnerTelling>().AnyAsync(t => t.Consultation == id && t.Seat == seat, stop)) db.Add(new OwnerTelling(consultation, state.Seats[seat], run.At));
        run.Fact(Taken(box, from));
        return intake.Answers;
    }

    static BallotsTaken Taken(BallotBoxRow box, long from) =>
        new(box.Consultation, box.Community, from, (int)(box.Size - from), Convert.ToHexStringLower(Merkle.From(box.Size, box.Frontier).Root()));

    /// <summary>The row of the box, locked until the transaction ends; null before the roll is frozen.</summary>
    internal static async Task<BallotBoxRow?> Lock(RenewalDb db, ConsultationId id, CancellationToken stop)
    {
        // SQLite has one writer, and the process has queued for it already.
        if (db is PostgresRenewalDb) await db.Database.ExecuteSqlAsync($"""SELECT 1 FROM participation_boxes WHERE "Consultation" = {id.Value} FOR UPDATE""", stop);
        if (db.Set<BallotBoxRow>().Local.FirstOrDefault(b => b.Consultation == id) is { } tracked)
        {
            if (db.Entry(tracked).State == EntityState.Unchanged) await db.Entry(tracked).ReloadAsync(stop);
            return tracked;
        }
        return await db.Set<BallotBoxRow>().SingleOrDefaultAsync(b => b.Consultation == id, stop);
    }

    /// <summary>What this process remembers of a box, brought up to the row that is locked.</summary>
    internal async Task<BoxMemory> Memory(RenewalDb db, BallotBoxRow box, CancellationToken stop)
    {
        var state = memory.GetOrAdd(box.Consultation, id => new BoxMemory(id));
        await state.Turn.WaitAsync(stop);
        try { await state.CatchUp(db, box, this, stop); }
        finally { state.Turn.Release(); }
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (loop is not null) await loop;
        await log.DisposeAsync();
    }
}
