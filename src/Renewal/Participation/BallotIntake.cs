using System.Text;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// What ballots come to against a box as it is remembered: a place in the log, the receipt of before, or a refusal, one by one in their order. Changes
/// nothing; refusals are those of <see cref="BallotBox.Put"/>.
/// </summary>
sealed class BallotIntake
{
    readonly Consultation consultation;
    readonly BallotBoxRow box;
    readonly BoxMemory state;
    readonly Dictionary<Guid, int> fresh = [];
    readonly Dictionary<Guid, List<CountedBallot>> grown = [];

    public BallotIntake(Consultation consultation, BallotBoxRow box, BoxMemory state, IReadOnlyList<BallotDraft> drafts)
    {
        (this.consultation, this.box, this.state, Tree) = (consultation, box, state, Merkle.From(box.Size, box.Frontier));
        Answers = [.. drafts.Select(Take)];
        Contested = [.. grown.Where(g => g.Value.Count > 1 || state.Objected(g.Key)).Select(g => (g.Key, (IReadOnlyList<CountedBallot>)g.Value))];
        Newcomers = grown.Keys.Count(seat => state.BallotsOf(seat).All(b => b.Void));
    }

    public IReadOnlyList<BallotAnswer> Answers { get; }

    /// <summary>Ballots to be written, in the order of the log.</summary>
    public List<(Ballot Row, string Choices, string Leaf)> Fresh { get; } = [];

    /// <summary>The log with them.</summary>
    public Merkle Tree { get; }

    /// <summary>Seats whose outcome may turn into or out of a dispute, with all their ballots. A first ballot alone disputes nothing.</summary>
    public IReadOnlyList<(Guid Seat, IReadOnlyList<CountedBallot> Ballots)> Contested { get; }

    /// <summary>Seats for which a tenant answers while the owner is silent.</summary>
    public IEnumerable<Guid> Tenants => Fresh.Where(f => f.Row.Channel.IsTenants()).Select(f => f.Row.Seat).Distinct().Where(s => grown[s].TrueForAll(b => b.Void || b.Channel.IsTenants()));

    /// <summary>Seats that take part from now on.</summary>
    public int Newcomers { get; }

    BallotAnswer Take(BallotDraft draft)
    {
        if (Known(draft) is { } known) return known;
        if (Refusal(draft) is { } refused) return new(null, refused);
        var seat = state.Seats[draft.Seat];
        if (!grown.TryGetValue(draft.Seat, out var ballots)) grown[draft.Seat] = ballots = [.. state.BallotsOf(draft.Seat)];
        var row = new Ballot(draft.Ballot, consultation, draft.Seat, seat.Unit, seat.Place, ballots.Count + 1, Tree.Count, draft.Channel, draft.At)
        {
            Choices = draft.SealedChoices, Nonce = draft.SealedNonce, Commitment = draft.Commitment,
        };
        ballots.Add(new(row.Ordinal, row.Channel, draft.Choices, false));
        var leaf = row.Leaf();
        Tree.Add(Encoding.UTF8.GetBytes(leaf));
        fresh[row.Id] = Fresh.Count;
        Fresh.Add((row, draft.Choices, leaf));
        return new(Receipt(row, leaf, false), null);
    }

    BallotAnswer? Known(BallotDraft draft)
    {
        if (fresh.TryGetValue(draft.Ballot, out var at))
        {
            var (row, choices, leaf) = Fresh[at];
            return row.Seat == draft.Seat && choices == draft.Choices ? new(Receipt(row, leaf, true), null) : new(null, Reused());
        }
        if (state.Find(draft.Ballot) is not { } old) return null;
        return old.Seat == draft.Seat && old.Choices == draft.Choices
            ? new(new BallotReceipt(consultation.Id, draft.Ballot, old.Seat, state.Seats[old.Seat].Place, old.Ordinal, old.Index, old.Channel, old.At, old.Leaf, true), null) : new(null, Reused());
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

    BallotReceipt Receipt(Ballot row, string leaf, bool again) => new(consultation.Id, row.Id, row.Seat, row.Place, row.Ordinal, row.Index, row.Channel, row.At, leaf, again);
}
