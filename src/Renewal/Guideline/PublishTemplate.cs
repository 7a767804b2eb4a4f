using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;
using Renewal.Storage;

namespace Renewal.Guideline;

/// <summary>A city publishes its version of the process (T6.9): annex steps, steps of its own, shorter limits, tighter lines, readings.</summary>
/// <param name="City">4-digit code; null for the actor's own city</param>
public sealed record PublishTemplateRequest(string? City, TemplateChanges Changes, DateOnly ValidFrom, string Basis);

sealed class PublishTemplate(ProcessLog log, GuidelineData data, GuidelineDoor door)
{
    static readonly Process Process = new("guideline.publish-template", "发布流程模板");

    /// <exception cref="RuleBroken">
    /// guideline.not_yours, guideline.other_city (403); template.city, template.empty, template.annex, template.steps, template.limit, template.line, parameter.fixed,
    /// parameter.looser, guideline.retroactive, guideline.no_basis
    /// </exception>
    public async Task<ProcessTemplate> Run(PublishTemplateRequest request, CancellationToken stop = default)
    {
        var published = await log.Run(Process, async run =>
        {
            var city = SettingRules.CityFor(run.Actor, request.City) ?? throw new RuleBroken("template.city", "请选择流程模板所属的城市。") { Field = "city" };
            var basis = SettingRules.Basis(request.Basis);
            SettingRules.NotRetroactive(request.ValidFrom, run.Today);
            var province = data.Provinces.Where(p => p.Template.ValidFrom <= request.ValidFrom).MaxBy(p => p.Template.ValidFrom) ?? data.Provinces[0];
            var changes = request.Changes;
            if (changes is { Annex.Count: 0, Limits.Count: 0, Lines.Count: 0 } && string.IsNullOrWhiteSpace(changes.OwnSteps)) throw new RuleBroken("template.empty", "与省级模板没有不同，不需要另行发布。");
            foreach (var id in changes.Annex)
                if (province.Annex.All(a => a.Step.Id != id)) throw new RuleBroken("template.annex", $"没有附加步骤 {id}。") { Field = "annex" };
            foreach (var (id, days) in changes.Limits) CheckLimit(province, id, days);
            foreach (var line in changes.Lines) CheckLine(line, request.ValidFrom);

            CheckOwn(province, changes.OwnSteps);

            var templates = run.Db.CityTemplates;
            var number = (await templates.Where(t => t.City == city).MaxAsync(t => (int?)t.Number, stop) ?? 0) + 1;
            var template = new CityTemplate(city, number, province.Template.Version, changes, request.ValidFrom, basis, run.Actor.OrganisationName, run.At);
            var whole = template.On(province);
            if (ConditionGraph.Cycles([.. whole.Steps, .. whole.Annex]) is [var circle, ..])
                throw new RuleBroken("template.steps", $"增设步骤后有步骤互相等待：{circle}。") { Field = "steps" };
            run.Db.Add(template);
            await SettingRules.Renew(run);
            run.Fact(new TemplatePublished(template.Label, city, request.ValidFrom, basis));
            return whole;
        }, stop: stop);
        door.Forget();
        return published;
    }

    void CheckOwn(ProvinceTemplate province, string steps)
    {
        var faults = new Faults();
        var own = ProcessFile.ReadOwn(steps, province, data.ClauseById.Keys.ToHashSet(), faults);
        if (own.Count == 0 && !string.IsNullOrWhiteSpace(steps) && faults.Found.Count == 0) faults.Add("增设步骤", 1, "\"steps\" is missing or empty");
        if (faults.Found.Count > 0) throw new RuleBroken("template.steps", $"增设步骤的写法有误（行号：问题）：{string.Join("；", faults.Found)}") { Field = "steps" };
    }

    static void CheckLimit(ProvinceTemplate province, string id, int days)
    {
        var step = province.Template.Steps.Concat(province.Annex.Select(a => a.Step)).FirstOrDefault(s => s.Id == id);
        if (step?.Limit is not { } limit) throw new RuleBroken("template.limit", $"步骤 {id} 没有办理时限。") { Field = "limits" };
        if (days is < 1 or > 250) throw new RuleBroken("template.limit", $"{id}：时限应在 1 至 250 个工作日之间。") { Field = "limits" };
        // A practised default may be set either way by the city's own paper; what the law or the guideline says may only be shortened.
        if (limit.Source != "office" && days > limit.WorkingDays)
            throw new RuleBroken("template.limit", $"{id} {step.Zh}：规定为 {limit.WorkingDays} 个工作日，各市只能缩短。") { Field = "limits" };
    }

    void CheckLine(TemplateLine line, DateOnly day)
    {
        var province = data.Parameters.LastOrDefault(p => p.Id == line.Parameter && p.City is null && p.InForce(day))
            ?? throw new RuleBroken("template.line", $"没有参数 {line.Parameter}。") { Field = "lines" };
        if (line.Denominator <= 0) throw new RuleBroken("template.line", $"{line.Parameter}：分母须大于零。") { Field = "lines" };
        var own = province with { Comparison = line.Comparison ?? province.Comparison, Numerator = line.Numerator, Denominator = line.Denominator };
        if (province.Id.EndsWith(".reading", StringComparison.Ordinal)
            && (own.Numerator * province.Denominator != province.Numerator * own.Denominator || own.Comparison is not (Comparison.AtLeast or Comparison.MoreThan)))
            throw new RuleBroken("template.line", "读法只在「超过」和「以上」之间切换，比例不变。") { Field = "lines" };
        SettingRules.MayReplace(province, own);
    }
}
