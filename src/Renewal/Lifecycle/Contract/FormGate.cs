using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Lifecycle.Contract;

/// <summary>
/// A gate over figures that two organisations entered and confirmed, with the sealed papers behind them. Rooms derive from it until they compute
/// the figures from facts of their own.
/// </summary>
public abstract class FormGate(string step, IReadOnlyList<FigureField> form, string? milestone = null) : IGate
{
    public string Step => step;
    public string? Milestone => milestone;
    public IReadOnlyList<FigureField> Form => form;

    public async Task<Verdict> Judge(GateQuestion question, CancellationToken stop = default)
    {
        var missing = form.Where(f => f.Required && !question.Figures.Has(f.Code)).Select(f => f.Zh).ToList();
        if (missing.Count > 0)
            return new Verdict(VerdictState.Open, step, question.Figures.IsEmpty
                ? "还没有经双方核对的数据：请先录入，再由另一单位复核。"
                : $"还缺：{string.Join("、", missing)}。");
        try { return await Decide(question, stop); }
        catch (RuleBroken broken) { return new Verdict(VerdictState.Open, step, broken.Message); }
    }

    /// <summary>Judges complete figures.</summary>
    protected abstract Task<Verdict> Decide(GateQuestion question, CancellationToken stop);
}

/// <summary>Builds one verdict of several plain tests; each stays visible beside it.</summary>
public sealed class Checks(string clause)
{
    readonly List<Verdict> tests = [];

    /// <param name="holds">whether the test holds</param>
    /// <param name="zh">what is tested, as a statement: 各部门意见均在 2 个工作日内</param>
    /// <param name="figure">what was found</param>
    /// <param name="line">what it must be</param>
    /// <param name="on">clause of this test where it differs</param>
    public Checks That(bool holds, string zh, string? figure = null, string? line = null, string? on = null, string? basis = null)
    {
        tests.Add(new Verdict(holds ? VerdictState.Passed : VerdictState.Failed, on ?? clause, zh) { Figure = figure, Line = line, Basis = basis });
        return this;
    }

    public Checks And(Verdict verdict)
    {
        tests.Add(verdict);
        return this;
    }

    /// <param name="passed">what to say when all hold</param>
    public Verdict Verdict(string passed)
    {
        var failed = tests.Where(t => t.State == VerdictState.Failed).ToList();
        var state = failed.Count > 0 ? VerdictState.Failed : tests.Exists(t => t.State == VerdictState.Open) ? VerdictState.Open : VerdictState.Passed;
        var reason = state switch
        {
            VerdictState.Passed => passed,
            VerdictState.Open => "尚待补齐：" + string.Join("；", tests.Where(t => t.State == VerdictState.Open).Select(t => t.ReasonZh)),
            _ => "未通过：" + string.Join("；", failed.Select(t => t.ReasonZh)),
        };
        return new Verdict(state, clause, reason)
        {
            Figure = $"{tests.Count(t => t.Passed)} / {tests.Count} 项符合",
            Line = $"{tests.Count} 项全部符合",
            Distance = state == VerdictState.Passed ? null : $"还差 {tests.Count(t => !t.Passed)} 项",
            Beside = tests,
        };
    }
}
