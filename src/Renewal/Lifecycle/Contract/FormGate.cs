using Renewal.Foundation;
using Renewal.Guideline.Contract;

namespace Renewal.Lifecycle.Contract;

/// <summary>
/// A gate over figures that two organisations entered and confirmed, with the sealed papers behind them. Rooms derive from it until they compute
/// the figures from facts of their own.
/// </summary>
public abstract class FormGate(IGuideline guideline, string step, IReadOnlyList<FigureField> form, string? milestone = null) : IGate
{
    protected IGuideline Guideline => guideline;

    /// <summary>The parameter in force for the community on the day, with what the project's own template version tightens (T6.9).</summary>
    /// <exception cref="RuleBroken">parameter.unknown</exception>
    protected Task<Parameter> Line(GateQuestion question, string id, CancellationToken stop) =>
        guideline.Parameter(id, question.Division, question.Day, question.Template, stop);

    public string Step => step;
    public string? Milestone => milestone;
    public IReadOnlyList<FigureField> Form => form;

    public async Task<Verdict> Judge(GateQuestion question, CancellationToken stop = default) => await Judged(question, stop) with { Facts = await Facts(question, stop) };

    async Task<Verdict> Judged(GateQuestion question, CancellationToken stop)
    {
        var missing = form.Where(f => f.Required && !question.Figures.Has(f.Code)).Select(f => f.Zh).ToList();
        if (missing.Count > 0)
            return new Verdict(VerdictState.Open, step, question.Figures.IsEmpty
                ? "还没有经双方核对的数据：请先录入，再由另一单位复核。"
                : $"还缺：{string.Join("、", missing)}。");
        try { return await Decide(question, stop); }
        catch (RuleBroken broken) { return new Verdict(VerdictState.Open, step, broken.Message); }
    }

    public virtual Task Ahead(IReadOnlyCollection<CommunityId> communities, CancellationToken stop = default) => Task.CompletedTask;

    /// <summary>Judges complete figures.</summary>
    protected abstract Task<Verdict> Decide(GateQuestion question, CancellationToken stop);

    /// <summary>What stands beside the gate from the first day, whether figures are there or not.</summary>
    protected virtual Task<FactSheet?> Facts(GateQuestion question, CancellationToken stop) => Task.FromResult<FactSheet?>(null);
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

    /// <summary>A test against a parameter: its operator, figure, words, basis and clause are the parameter's, never written twice.</summary>
    /// <param name="line">as in force for the city on the day, tightened by the project's template</param>
    /// <param name="part">what was found; money in fen, area in 0.01 m²</param>
    /// <param name="zh">what is tested, as a statement</param>
    /// <param name="figure">what was found, in words</param>
    /// <param name="whole">what it is a share of; 1 for plain values</param>
    public Checks Holds(Parameter line, long part, string zh, string figure, long whole = 1) =>
        That(whole > 0 && line.Holds(part, whole), zh, figure, line.InWords, line.Clauses.Count > 0 ? line.Clauses[0] : null, line.Basis);

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
