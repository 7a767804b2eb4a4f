using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Participation.Proofs;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// Closes the box after its last instant and counts: the preliminary result is written as a signed statement and hangs for objections. The sample of paper
/// ballots that must be called back is drawn by a seed that nobody could know before the statement was signed. Ballots that were received are typed first, and
/// what a tenant said alone while the owner was not told is left out.
/// </summary>
public sealed class CloseConsultation(ConsultationDesk desk, BallotBox ballots, Recount recount, ResultRules rules, Statements statements, AuditSample sample)
{
    static readonly Process Closing = new("participation.close", "截止计票");

    /// <exception cref="RuleBroken">consultation.still_open (409), sheets.waiting (409), pages.waiting (409), box.shorter (409), consultation.state (409), duty.role (403)</exception>
    public Task Run(ConsultationId id, int? version = null, CancellationToken stop = default) => desk.On(Closing, id, version, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Enters.Concat(c.KindOf.Confirms), "截止计票");
        c.Require(ConsultationState.Frozen);
        var db = run.Db;
        var box = await BallotBox.Lock(db, id, stop) ?? throw new RuleBroken("consultation.state", "没有票箱。", 409);
        if (box.ExtendIfDue(run.At)) run.Fact(new ConsultationExtended(id, c.Community, box.ClosesAt));
        if (run.At < box.ClosesAt)
        {
            // An extension that has just begun is kept, and told.
            if (box.Extended) return;
            throw new RuleBroken("consultation.still_open", $"{box.ClosesAt.ToOffset(Clock.China):yyyy-MM-dd HH:mm} 截止，还在收票。", 409);
        }
        var waiting = await db.Set<PaperSheet>().CountAsync(s => s.Consultation == id && (s.State == SheetState.Received || s.State == SheetState.Keyed || s.State == SheetState.Mismatch), stop);
        if (waiting > 0) throw new RuleBroken("sheets.waiting", $"还有 {waiting} 份已入箱的纸质票没有录完、复核或核定，请先办完。", 409);
        var loose = await db.Set<LoosePage>().CountAsync(p => p.Consultation == id && p.Serial == "" && p.Dropped == "", stop);
        if (loose > 0) throw new RuleBroken("pages.waiting", $"还有 {loose} 页扫描件没有归位，请先在“成摞扫描”页归位或说明不是票。", 409);
        await OwnersUntold.LeaveOut(run, c, box, await ballots.Memory(db, box, stop), stop);
        await db.SaveChangesAsync(stop);

        var result = await recount.Run(c, stop);
        List<LineResult> lines = [];
        foreach (var line in result.Lines) lines.Add(new(line, (await rules.Judge(c, line, null, stop))?.Passed));
        box.Sealed = true;
        c.Counts = Results.Write(lines);
        (c.State, c.PreliminaryAt, c.ObjectionsTo) = (ConsultationState.Preliminary, run.At, run.Today.AddDays(c.ObjectionDays));
        (c.PreliminaryStatement, c.PreliminarySignature) = statements.Sign(c, box, result, await desk.Lines(id, stop), run.At, final: false);
        await sample.Draw(run, c, result, stop);
        run.Fact(new ResultSealed(id, c.Community, c.Title, false, Statements.Hash(c.PreliminaryStatement), Statements.InWords(lines)));
    }, stop);
}

/// <summary>Makes the result final: the display is over, objections are decided, the callback sample is done; counted once more from the ballots.</summary>
public sealed class FinishConsultation(ConsultationDesk desk, Recount recount, ResultRules rules, Statements statements)
{
    static readonly Process Finishing = new("participation.finish", "公布最终结果");

    /// <exception cref="RuleBroken">result.on_display, objections.open, audit.open, box.shorter (409), sides.same (403), duty.role (403)</exception>
    public Task Run(ConsultationId id, int? version = null, CancellationToken stop = default) => desk.On(Finishing, id, version, null, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.KindOf.Confirms, "公布最终结果");
        c.Require(ConsultationState.Preliminary);
        if (c.ObjectionDays > 0 && run.Today <= c.ObjectionsTo) throw new RuleBroken("result.on_display", $"初步结果公示到 {c.ObjectionsTo:yyyy-MM-dd}，期满次日才能公布最终结果。", 409);
        var db = run.Db;
        var open = await db.Set<Objection>().CountAsync(o => o.Consultation == id && o.State == ObjectionState.Raised, stop);
        if (open > 0) throw new RuleBroken("objections.open", $"还有 {open} 件异议没有处理。", 409);
        if (await db.Set<SeatEvent>().AnyAsync(e => e.Consultation == id && !e.Agreed && e.LiftedAt == null, stop)) throw new RuleBroken("events.open", "还有席位变更待复核。", 409);
        var calls = await db.Set<AuditCall>().CountAsync(a => a.Consultation == id && a.Outcome == AuditOutcome.Waiting, stop);
        if (calls > 0) throw new RuleBroken("audit.open", $"纸质票抽查还有 {calls} 份没有回访，结果仍为初步。", 409);
        var box = await BallotBox.Lock(db, id, stop) ?? throw new RuleBroken("consultation.state", "没有票箱。", 409);
        var result = await recount.Run(c, stop);
        List<LineResult> lines = [];
        foreach (var line in result.Lines) lines.Add(new(line, (await rules.Judge(c, line, null, stop))?.Passed));
        c.Counts = Results.Write(lines);
        (c.State, c.FinalAt) = (ConsultationState.Final, run.At);
        (c.FinalStatement, c.FinalSignature) = statements.Sign(c, box, result, await desk.Lines(id, stop), run.At, final: true);
        run.Fact(new ResultSealed(id, c.Community, c.Title, true, Statements.Hash(c.FinalStatement), Statements.InWords(lines)));
    }, stop);
}

/// <summary>Calls a consultation off: nothing of it counts, everything of it stays on the record.</summary>
public sealed class CallOffConsultation(ConsultationDesk desk)
{
    static readonly Process CallingOff = new("participation.call-off", "中止征询");

    /// <exception cref="RuleBroken">opinion.missing, consultation.state (409), duty.role (403)</exception>
    public Task Run(ConsultationId id, string why, int? version = null, CancellationToken stop = default) => desk.On(CallingOff, id, version, why, async (run, c) =>
    {
        ConsultationDesk.Require(run.Actor, c.State == ConsultationState.Draft ? ConsultationDesk.Callers.Split(',').Concat(c.KindOf.Enters) : c.KindOf.Confirms, "中止征询");
        c.Require(ConsultationState.Draft, ConsultationState.Displayed, ConsultationState.Frozen, ConsultationState.Preliminary);
        if (string.IsNullOrWhiteSpace(why)) throw new RuleBroken("opinion.missing", "请写明中止的理由，公告上要写。") { Field = "Why" };
        if (await BallotBox.Lock(run.Db, id, stop) is { } box) box.Sealed = true;
        (c.State, c.CalledOffWhy) = (ConsultationState.CalledOff, why.Trim());
        run.Fact(new ConsultationCalledOff(id, c.Community, c.Title));
    }, stop);
}

/// <summary>The signed statements of results (docs/verification.md).</summary>
public sealed class Statements(BallotHeads heads)
{
    /// <summary>Writes and signs the statement; everything in it is a whole number or a hash.</summary>
    internal (string Text, string Signature) Sign(Consultation c, BallotBoxRow box, Recount.Result result, IReadOnlyList<BallotLine> lines, DateTimeOffset at, bool final)
    {
        var head = heads.TrySign(c.Id, box.Size, Merkle.From(box.Size, box.Frontier).Root(), at)
            ?? throw BallotHeads.Shorter();
        var statement = heads.Sign(ResultStatement.Of(c.Id.Value, final ? ResultState.Final : ResultState.Preliminary, c.RollHash, box.Size, TreeHead.Parse(head.Text).Root, at, ResultRules.Hash(c.Rules),
            result.Lines.Select(l => Totals(l, lines.First(x => x.Order == l.Order)))).Text());
        return (statement.Text, statement.Signature);
    }

    static LineTotals Totals(LineCount n, BallotLine line)
    {
        var scope = line.Circle switch { Circle.Community => "all", Circle.Building => "building:" + line.Building, _ => $"stairwell:{line.Building}:{line.Stairwell}" };
        static Votes V(Weight w) => new(w.Seats, w.Area.Hundredths, w.Owners);
        return new(new(n.Order, n.Question, line.QuestionOf.Item, scope, [.. n.Options.Keys], line.QuestionOf.Form == QuestionForm.Many), V(n.Total), V(n.Part), V(n.Yes), n.No, n.Abstain, n.Disputed,
            [.. n.Options.Select(o => (o.Key, V(o.Value)))]);
    }

    public static string Hash(string statement) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(statement)));

    internal static string InWords(IReadOnlyList<LineResult> lines) => string.Join('；', lines.Select(l =>
        $"第 {l.Count.Order} 项{(l.Passed switch { true => "通过", false => "未通过", _ => "供参考" })}（参与 {l.Count.Part.Seats} / {l.Count.Total.Seats}，同意 {l.Count.Yes.Seats}）"));
}
