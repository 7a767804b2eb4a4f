using System.Text;
using Microsoft.EntityFrameworkCore;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>A replay of the log of one box, kept by a process. Not thread-safe: changed under the lock of the box's row, or by the one loop it belongs to.</summary>
sealed class BoxMemory(ConsultationId id)
{
    internal sealed record Known(Guid Seat, string Choices, int Ordinal, long Index, Channel Channel, DateTimeOffset At, string Leaf);

    /// <summary>Of the loop's own memory: what was committed last, with its version. Null where it is to be read anew.</summary>
    internal (BallotBoxRow Box, Consultation Consultation)? Head { get; set; }

    readonly Dictionary<Guid, Known> ballots = [];
    readonly Dictionary<Guid, List<CountedBallot>> bySeat = [];
    HashSet<Guid> voided = [], objected = [];
    Merkle tree = Merkle.From(0, []);
    int revision = -1;

    internal ConsultationId Id => id;
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
            await foreach (var b in db.Set<Ballot>().AsNoTracking().Where(b => b.Consultation == id && b.Index >= from && b.Index < box.Size).OrderBy(b => b.Index).AsAsyncEnumerable().WithCancellation(stop))
            {
                var leaf = b.Leaf();
                Remember(b, door.ChoicesOf(b), leaf);
                tree.Add(Encoding.UTF8.GetBytes(leaf));
            }
        }
    }

    /// <summary>What went in is on disk.</summary>
    internal void Grow(BallotIntake intake, BallotBoxRow box)
    {
        foreach (var (row, choices, leaf) in intake.Fresh) Remember(row, choices, leaf);
        tree = intake.Tree;
        Head = (box, Head!.Value.Consultation);
    }

    void Remember(Ballot b, string choices, string leaf)
    {
        ballots[b.Id] = new(b.Seat, choices, b.Ordinal, b.Index, b.Channel, b.At, leaf);
        if (!bySeat.TryGetValue(b.Seat, out var list)) bySeat[b.Seat] = list = [];
        list.Add(new(b.Ordinal, b.Channel, choices, voided.Contains(b.Id)));
    }
}
