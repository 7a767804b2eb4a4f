using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Participation.Contract;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>
/// What the gates of this room ask: the latest consultation of the community that put a question, counted from its own roll and ballots. Figures are not
/// typed anywhere.
/// </summary>
sealed class GateAnswers(RenewalDb db, IGuideline guideline, ResultRules rules)
{
    readonly Dictionary<(CommunityId, string Question), Consultation?> ahead = [];

    /// <summary>Reads the latest consultations of many communities at once, for a scope that judges them and ends.</summary>
    public async Task Ahead(IReadOnlyCollection<CommunityId> communities, string question, CancellationToken stop)
    {
        foreach (var part in communities.Chunk(2000))
        {
            var found = await Asking(question).Where(c => part.Contains(c.Community)).ToListAsync(stop);
            foreach (var community in part) ahead[(community, question)] = null;
            foreach (var last in found.GroupBy(c => c.Community)) ahead[(last.Key, question)] = last.OrderByDescending(c => c.MadeAt).ThenByDescending(c => c.Round).First();
        }
    }

    /// <summary>The latest consultation that was not called off and asks the question of the whole community; a later one takes the place of an earlier.</summary>
    public async Task<Consultation?> Latest(CommunityId community, string question, CancellationToken stop) => ahead.TryGetValue((community, question), out var read) ? read
        : await Asking(question).Where(c => c.Community == community).OrderByDescending(c => c.MadeAt).ThenByDescending(c => c.Round).FirstOrDefaultAsync(stop);

    IQueryable<Consultation> Asking(string question) => db.Set<Consultation>().AsNoTracking().Where(c => c.Circle == Circle.Community && c.State != ConsultationState.CalledOff
        && db.Set<BallotLine>().Any(l => l.Consultation == c.Id && l.Question == question && l.Circle == Circle.Community));

    /// <summary>The verdict of a question: open until the result is final, then as counted.</summary>
    public async Task<Verdict> On(GateQuestion q, string question, string clause, CancellationToken stop)
    {
        if (await Latest(q.Community, question, stop) is not { } c)
            return new(VerdictState.Open, clause, $"还没有就「{ConsultationKinds.Question(question).Zh}」发起征询。") { Link = $"/consultations/new?community={q.Community}" };
        var link = $"/consultations/{c.Id}";
        if (c.State == ConsultationState.Preliminary)
            return new(VerdictState.Open, clause, $"「{c.Title}」初步结果公示至 {c.ObjectionsTo:yyyy-MM-dd}，还不是最终结果。") { Link = link };
        if (c.State != ConsultationState.Final) return new(VerdictState.Open, clause, $"「{c.Title}」{c.State.Zh()}，尚无结果。") { Link = link };
        // Works are approved for a time only (S1.10); what was decided about model, covenant or enclosure stands until it is decided anew.
        if (question == "works")
        {
            var months = await guideline.Parameter("consultation.valid.months", q.Division, q.Day, q.Template, stop);
            var over = c.FinalAt!.Value.InChina().AddMonths((int)months.Numerator);
            if (q.Day > over) return new(VerdictState.Failed, clause, $"「{c.Title}」的结果已于 {over:yyyy-MM-dd} 过期，须重新征询。") { Link = link, Basis = months.Basis, Line = months.InWords };
        }
        var count = Results.Read(c).First(r => r.Count.Question == question).Count;
        var verdict = await rules.Judge(c, count, q.Template, stop) ?? new Verdict(VerdictState.Passed, clause, $"已就「{ConsultationKinds.Question(question).Zh}」征询，结果已公布。");
        var shown = c.ObjectionDays == 0 ? verdict : verdict.With(new Verdict(VerdictState.Passed, clause, "初步结果公示期满，异议已处理") { Figure = $"{c.PreliminaryAt!.Value.InChina():yyyy-MM-dd} 至 {c.ObjectionsTo:yyyy-MM-dd}" });
        return shown with { Link = link };
    }
}

/// <summary>S1.06: 80% of all households, on a sheet that asks works, management and the residents' share (M1.4c).</summary>
sealed class FirstConsultationGate(GateAnswers answers, RenewalDb db, IGuideline guideline) : IGate
{
    public string Step => "S1.06";
    public Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default) => answers.Ahead(communities, "works", stop);

    public async Task<Verdict> Judge(GateQuestion q, CancellationToken stop = default)
    {
        var verdict = await answers.On(q, "works", "S1.06", stop);
        if (verdict.State == VerdictState.Open || await answers.Latest(q.Community, "works", stop) is not { } c) return verdict;
        string[] subjects = ["works", "management", "cost"];
        var asked = await db.Set<BallotLine>().CountAsync(l => l.Consultation == c.Id && subjects.Contains(l.Question), stop);
        return verdict.With(new Checks("M1.4c").Holds(await guideline.Parameter("consultation.first.subjects", q.Division, q.Day, q.Template, stop), asked, "意见表征询了改造内容、物业管理、居民出资三件事", $"{asked} 项")
            .Verdict("首次征询的三件事都已征询"));
    }
}

/// <summary>The roll of a step's consultation hung its days, was corrected and frozen; nobody answered before (S1.06@roll, S2.03@roll).</summary>
sealed class RollGate(GateAnswers answers, string step, string question) : IGate
{
    public string Step => step;
    public string? Milestone => "roll";

    public async Task<Verdict> Judge(GateQuestion q, CancellationToken stop = default)
    {
        if (await answers.Latest(q.Community, question, stop) is not { } c) return new(VerdictState.Open, step, "还没有发起征询，名册没有公示。") { Link = $"/consultations/new?community={q.Community}" };
        var frozen = c.RollHash.Length > 0;
        return new(frozen ? VerdictState.Passed : VerdictState.Open, step, frozen ? "名册公示期满并已冻结。" : $"「{c.Title}」{c.State.Zh()}，名册还没有冻结。")
        {
            Figure = c.RollFrom is { } from ? $"{from:yyyy-MM-dd} 至 {c.RollTo:yyyy-MM-dd}" + (frozen ? $"，校验值 {c.RollHash[..16]}" : "") : null, Link = $"/consultations/{c.Id}",
        };
    }
}

/// <summary>A step that one question decides: S1.07 (model), S2.03 (scheme), S3.04's poll.</summary>
sealed class QuestionGate(GateAnswers answers, string step, string question) : IGate
{
    public string Step => step;
    public Task<Verdict> Judge(GateQuestion q, CancellationToken stop = default) => answers.On(q, question, step, stop);
    public Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default) => answers.Ahead(communities, question, stop);
}

/// <summary>S2.13 strict closes, T6.8 inclusive frees from rectification; asked by a third party not before so many days of use.</summary>
sealed class SatisfactionGate(GateAnswers answers) : IGate
{
    public string Step => "S2.13";
    public Task<Verdict> Judge(GateQuestion q, CancellationToken stop = default) => answers.On(q, "satisfaction", "S2.13", stop);
    public Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default) => answers.Ahead(communities, "satisfaction", stop);
}

/// <summary>S3.02: covenant and rules of procedure, each adopted by the ordinary pair of Civil Code 278, on the text whose hash the consultation carries.</summary>
sealed class CovenantGate(GateAnswers answers) : IGate
{
    public string Step => "S3.02";

    public async Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default)
    {
        await answers.Ahead(communities, "covenant", stop);
        await answers.Ahead(communities, "assembly", stop);
    }

    public async Task<Verdict> Judge(GateQuestion q, CancellationToken stop = default)
    {
        var covenant = await answers.On(q, "covenant", "S3.02", stop);
        var assembly = await answers.On(q, "assembly", "S3.02", stop);
        return covenant.With(assembly with { ReasonZh = "议事规则：" + assembly.ReasonZh });
    }
}

/// <summary>S3.04: a poll passed, the fire lane stays open at every gate, and there is a way in besides the face (T3.5.1, 法释〔2021〕15 号第十条).</summary>
sealed class EnclosureGate(IGuideline guideline, GateAnswers answers) : FormGate(guideline, "S3.04",
[
    new("gates", "出入口", FigureKind.Count, "处"),
    new("gates_fire_open", "消防通道畅通的出入口", FigureKind.Count, "处"),
    new("second_way", "设有人脸识别以外的进出方式", FigureKind.YesNo),
])
{
    public override Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default) => answers.Ahead(communities, "closure", stop);

    protected override async Task<Verdict> Decide(GateQuestion q, CancellationToken stop)
    {
        var f = q.Figures;
        return new Checks("S3.04")
            .And(await answers.On(q, "closure", "T3.5.1", stop))
            .That(f.Count("gates") > 0 && f.Count("gates_fire_open") == f.Count("gates"), "每个出入口消防通道畅通", $"{f.Count("gates_fire_open")} / {f.Count("gates")} 处")
            .That(f.YesNo("second_way") == true, "须有人脸识别以外的进出方式", basis: "法释〔2021〕15 号第十条")
            .Verdict("封闭管理经过征询，通道畅通。");
    }
}

static class Verdicts
{
    /// <summary>The main verdict, which passes only if those beside it pass too; each keeps its own figures.</summary>
    public static Verdict With(this Verdict main, params Verdict[] beside)
    {
        var missing = beside.Where(v => !v.Passed).ToList();
        return main with
        {
            State = !main.Passed || missing.Count == 0 ? main.State : missing.Exists(v => v.State == VerdictState.Failed) ? VerdictState.Failed : VerdictState.Open,
            ReasonZh = missing.Count == 0 ? main.ReasonZh : main.ReasonZh.TrimEnd('。') + "；但" + string.Join("；", missing.Select(v => v.ReasonZh.TrimEnd('。'))) + "。",
            Beside = [.. main.Beside, .. beside],
        };
    }
}
