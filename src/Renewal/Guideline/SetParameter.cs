using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Storage;

namespace Renewal.Guideline;

/// <summary>A city draws a line of its own, or the province draws one for all, by a paper and from a day on.</summary>
/// <param name="Parameter">id, as in <c>satisfaction.strict</c></param>
/// <param name="City">4-digit code; null for the actor's own city, or for the province</param>
/// <param name="Value">as people write it: 85%, 5/6, 20, 2001-06-30; empty where only the reading changes</param>
/// <param name="Comparison">another operator; null keeps the one there is</param>
/// <param name="Basis">name and number of the paper</param>
/// <param name="From">first day in force, today or later</param>
public sealed record SetParameterRequest(string Parameter, string? City, string Value, Comparison? Comparison, string Basis, DateOnly From);

sealed class SetParameter(ProcessLog log, GuidelineData data, GuidelineDoor door)
{
    static readonly Process Process = new("guideline.set-parameter", "设定参数");

    /// <exception cref="RuleBroken">
    /// guideline.not_yours, guideline.other_city (403); parameter.unknown (404); parameter.fixed, parameter.looser, parameter.value, parameter.overlap,
    /// guideline.retroactive, guideline.no_basis
    /// </exception>
    public async Task<Parameter> Run(SetParameterRequest request, CancellationToken stop = default)
    {
        var set = await log.Run(Process, async run =>
        {
            var city = SettingRules.CityFor(run.Actor, request.City);
            var basis = SettingRules.Basis(request.Basis);
            SettingRules.NotRetroactive(request.From, run.Today);
            // The product's own rows of the province are the measure for what a city may do.
            var province = data.Parameters.LastOrDefault(p => p.Id == request.Parameter && p.City is null && p.InForce(request.From))
                ?? throw new RuleBroken("parameter.unknown", $"{request.From:yyyy-MM-dd} 没有生效的参数 {request.Parameter}。", 404) { Field = "parameter" };
            var (numerator, denominator) = request.Value.Trim() == "" ? (province.Numerator, province.Denominator) : SettingRules.Figure(request.Value, province);
            var own = province with { Comparison = request.Comparison ?? province.Comparison, Numerator = numerator, Denominator = denominator };
            if (province.Reading is not null && own.Comparison != province.Comparison)
                throw new RuleBroken("parameter.read_elsewhere", $"「{province.Zh}」的读法随 {province.Reading} 一并切换。") { Field = "comparison" };
            // The reading is a switch, no line: its figure stays, or area and owners would say one thing and the switch another.
            if (province.Id.EndsWith(".reading", StringComparison.Ordinal)
                && (own.Numerator * province.Denominator != province.Numerator * own.Denominator || own.Comparison is not (Comparison.AtLeast or Comparison.MoreThan)))
                throw new RuleBroken("parameter.reading", "这里只切换读法：「超过」或「以上」，比例不变。") { Field = "value" };
            if (city is not null) SettingRules.MayReplace(province, own);

            var place = city ?? ParameterSetting.Province;
            var settings = run.Db.ParameterSettings;
            var earlier = await settings.Where(s => s.Parameter == request.Parameter && s.City == place).OrderByDescending(s => s.From).FirstOrDefaultAsync(stop);
            if (earlier is not null && earlier.From >= request.From)
                throw new RuleBroken("parameter.overlap", $"已有自 {earlier.From:yyyy-MM-dd} 起的设定，新的生效日期须在其后。") { Field = "from" };
            earlier?.EndBefore(request.From);
            var setting = new ParameterSetting(request.Parameter, city, own.Comparison, numerator, denominator, basis, request.From, run.Actor.OrganisationName, run.At);
            run.Db.Add(setting);
            await SettingRules.Renew(run);
            run.Fact(new ParameterSet(request.Parameter, place, own.InWords, basis, request.From));
            return setting.On(province);
        }, stop: stop);
        door.Forget();
        return set;
    }
}
