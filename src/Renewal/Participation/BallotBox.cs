using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
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
public sealed class BallotBox(IServiceScopeFactory scopes, PersonalData personal, TimeProvider clock, ILogger<BallotBox> logger) : IAsyncDisposable
{
    static readonly Process Casting = new("participation.cast", "投票入箱");
    const int LargestGroup = 1024;
    readonly Channel<Waiting> queue = System.Threading.Channels.Channel.CreateBounded<Waiting>(20_000);
    readonly ConcurrentDictionary<ConsultationId, BoxMemory> memory = new();
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
            while (group.Count < LargestGroup && queue.Reader.TryRead(out var next)) group.Add(next);
            await Commit(group);
        }
    }

    async Task Commit(IReadOnlyList<Waiting> group)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
                List<(Waiting Of, BallotAnswer Answer)> answers = [];
                await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(Casting, async run =>
                {
                    // Always in the same order: two nodes that hold several boxes never wait for each other in a circle.
                    foreach (var box in group.GroupBy(w => w.Consultation).OrderBy(g => g.Key.Value))
                        answers.AddRange(box.Zip(await Put(run, box.Key, [.. box.Select(w => w.Draft)])));
                });
                foreach (var (of, answer) in answers)
                    if (answer.Receipt is { } receipt) of.Done.SetResult(receipt);
                    else of.Done.SetException(answer.Refused!);
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

        var tree = Merkle.From(box.Size, box.Frontier);
        List<Ballot> rows = [];
        Dictionary<Guid, (Ballot Row, string Choices)> fresh = [];
        Dictionary<Guid, List<CountedBallot>> grown = [];
        List<BallotAnswer> answers = [];
        foreach (var draft in drafts)
        {
            if (Known(draft) is { } known)
            {
                answers.Add(known);
                continue;
            }
            if (Refusal(draft) is { } refused)
            {
                answers.Add(new(null, refused));
                continue;
            }
            var seat = state.Seats[draft.Seat];
            if (!grown.TryGetValue(draft.Seat, out var ballots)) grown[draft.Seat] = ballots = [.. state.BallotsOf(draft.Seat)];
            var row = new Ballot(draft.Ballot, consultation, draft.Seat, seat.Unit, seat.Place, ballots.Count + 1, tree.Count, draft.Channel, draft.At)
            {
                Choices = draft.SealedChoices, Nonce = draft.SealedNonce, Commitment = draft.Commitment,
            };
            ballots.Add(new(row.Ordinal, row.Channel, draft.Choices, false));
            var leaf = row.Leaf();
            tree.Add(Encoding.UTF8.GetBytes(leaf));
            rows.Add(row);
            fresh[row.Id] = (row, draft.Choices);
            answers.Add(new(Receipt(row, leaf, false), null));
        }
        if (rows.Count == 0) return answers;

        var from = box.Size;
        var disputed = Moved(grown);
        (box.Size, box.Frontier) = (tree.Count, tree.Frontier());
        await run.Bulk(rows, stop: stop);
        foreach (var seat in disputed) await Disputes.Follow(run, consultation, state.Seats[seat], Counting.Count(grown[seat], state.Objected(seat)), stop);
        run.Fact(new BallotsTaken(id, box.Community, from, rows.Count, Convert.ToHexStringLower(tree.Root())));
        return answers;

        BallotAnswer? Known(BallotDraft draft)
        {
            if (fresh.TryGetValue(draft.Ballot, out var twin))
                return twin.Row.Seat == draft.Seat && twin.Choices == draft.Choices ? new(Receipt(twin.Row, twin.Row.Leaf(), true), null) : new(null, Reused());
            if (state.Find(draft.Ballot) is not { } old) return null;
            return old.Seat == draft.Seat && old.Choices == draft.Choices
                ? new(new BallotReceipt(id, draft.Ballot, old.Seat, state.Seats[old.Seat].Place, old.Ordinal, old.Index, old.Channel, old.At, old.Leaf, true), null) : new(null, Reused());
        }

        static RuleBroken Reused() => new("ballot.id_reused", "这张票的编号已经用过，内容却不同。请刷新页面重新填写。", 409);

        RuleBroken? Refusal(BallotDraft draft)
        {
            if (!state.Seats.TryGetValue(draft.Seat, out var seat) || seat.Struck) return new("ballot.seat", "名册上没有这个席位。", 404);
            if (!seat.Asked) return new("ballot.not_asked", "本次抽样没有抽到这一户。", 409);
            if (draft.Channel == Channel.Settlement)
                return consultation.State is ConsultationState.Frozen or ConsultationState.Preliminary ? null : new("ballot.closed", "异议期已结束，不能再确认。", 409);
            if (consultation.State != ConsultationState.Frozen || box.Sealed) return new("ballot.closed", "征询已经截止计票，不再收票。", 409);
            if (draft.At < box.OpensAt) return new("ballot.not_open", $"{box.OpensAt.ToOffset(Clock.China):M月d日 HH:mm}开始收票。", 409);
            return draft.At >= box.ClosesAt ? new("ballot.closed", $"征询已于{box.ClosesAt.ToOffset(Clock.China):M月d日 HH:mm}截止。", 409) : null;
        }

        BallotReceipt Receipt(Ballot row, string leaf, bool again) => new(id, row.Id, row.Seat, row.Place, row.Ordinal, row.Index, row.Channel, row.At, leaf, again);

        // Seats whose outcome may turn into or out of a dispute; counts who takes part on the way. A first ballot alone disputes nothing.
        List<Guid> Moved(Dictionary<Guid, List<CountedBallot>> seats)
        {
            List<Guid> moved = [];
            foreach (var (seat, ballots) in seats)
            {
                if (state.BallotsOf(seat).All(b => b.Void)) box.TakingPart++;
                if (ballots.Count > 1 || state.Objected(seat)) moved.Add(seat);
            }
            return moved;
        }
    }

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
    }
}

/// <summary>A replay of the log of one box, kept by a process. Changed only under the lock of the box's row.</summary>
sealed class BoxMemory(ConsultationId id)
{
    internal sealed record Known(Guid Seat, string Choices, int Ordinal, long Index, Channel Channel, DateTimeOffset At, string Leaf);

    readonly Dictionary<Guid, Known> ballots = [];
    readonly Dictionary<Guid, List<CountedBallot>> bySeat = [];
    HashSet<Guid> voided = [], objected = [];
    Merkle tree = Merkle.From(0, []);
    int revision = -1;

    internal SemaphoreSlim Turn { get; } = new(1, 1);
    internal Dictionary<Guid, Seat> Seats { get; private set; } = [];

    public IReadOnlyList<CountedBallot> BallotsOf(Guid seat) => bySeat.GetValueOrDefault(seat) ?? [];
    public Known? Find(Guid ballot) => ballots.GetValueOrDefault(ballot);
    public bool Objected(Guid seat) => objected.Contains(seat);

    internal async Task CatchUp(RenewalDb db, BallotBoxRow box, BallotBox door, CancellationToken stop)
    {
        // The row as it was committed, before this run changed it.
        if (revision != box.Revision)
        {
            await Open();
            Clear();
        }
        if (tree.Count > box.Size) Clear();
        await Read();
        if (!tree.Frontier().AsSpan().SequenceEqual(box.Frontier))
        {
            // A run that was rolled back had been read, and others have gone in since.
            Clear();
            await Read();
        }

        async Task Open()
        {
            Seats = await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == id).ToDictionaryAsync(s => s.Id, stop);
            var events = await db.Set<SeatEvent>().AsNoTracking().Where(e => e.Consultation == id && e.Agreed && e.LiftedAt == null).ToListAsync(stop);
            voided = [.. events.Where(e => e.Kind == SeatEventKind.Void).Select(e => e.Ballot!.Value)];
            objected = [.. events.Where(e => e.Kind == SeatEventKind.CoOwnerObjection).Select(e => e.Seat)];
            revision = box.Revision;
        }

        void Clear()
        {
            ballots.Clear();
            bySeat.Clear();
            tree = Merkle.From(0, []);
        }

        async Task Read()
        {
            if (tree.Count == box.Size) return;
            var from = tree.Count;
            await foreach (var b in db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == id && b.Index >= from).OrderBy(b => b.Index).AsAsyncEnumerable().WithCancellation(stop))
            {
                var (choices, leaf) = (door.ChoicesOf(b), b.Leaf());
                ballots[b.Id] = new(b.Seat, choices, b.Ordinal, b.Index, b.Channel, b.At, leaf);
                if (!bySeat.TryGetValue(b.Seat, out var list)) bySeat[b.Seat] = list = [];
                list.Add(new(b.Ordinal, b.Channel, choices, voided.Contains(b.Id)));
                tree.Add(Encoding.UTF8.GetBytes(leaf));
            }
        }
    }
}
