using Renewal.Guideline;
using Renewal.Guideline.Contract;
using Renewal.Guideline.Reading;
using Xunit;

namespace Renewal.Tests.Guideline;

/// <summary>Every kind of wrong data file stops the start with file, line and a sentence.</summary>
public sealed class DataFilesTests
{
    [Fact]
    public void The_data_of_the_product_is_sound()
    {
        var data = GuidelineData.Load();
        Assert.Equal(280, data.Clauses.Count);
        Assert.Equal(data.Clauses.Count, data.ClauseById.Count);
        Assert.All(data.Clauses, c => Assert.NotEqual("", c.CheckZh));
        Assert.True(data.WorkItems.Count > 100);
    }

    [Theory]
    [InlineData("clauses.yaml", "duty: must", "dutty: must", "unknown key \"dutty\"")]
    [InlineData("clauses.yaml", "duty: must", "duty: maybe", "\"duty\" must be one of")]
    [InlineData("clauses.yaml", "{id: O1,", "{id: O0,", "clause O0 stands twice")]
    [InlineData("clauses.yaml", "rows:", "rows: [", "")]
    [InlineData("parameters.yaml", "value: 4/5", "value: 4/0", "denominator")]
    [InlineData("parameters.yaml", "value: 4/5", "value: 0.8", "whole number or a share")]
    [InlineData("parameters.yaml", "to: 2020-12-31", "to: 2001-01-01", "\"to\" lies before \"from\"")]
    [InlineData("parameters.yaml", "to: 2020-12-31", "to: 2021-01-01", "in force twice")]
    [InlineData("parameters.yaml", "from: 2020-07-10", "from: 2020-7-10", "must be a day")]
    [InlineData("parameters.yaml", "clauses: [S1.06", "clauses: [S1.66", "there is no clause S1.66")]
    [InlineData("parameters.yaml", "reading: consultation.second.reading", "reading: nowhere", "there is no parameter nowhere")]
    [InlineData("process.yaml", "lead: party_street", "lead: partystreet", "there is no role partystreet")]
    [InlineData("process.yaml", "S1.06, \"S1.09@planned\"", "S1.06, \"S1.09@planed\"", "has no milestone planed")]
    [InlineData("process.yaml", "start: [\"S1.04:start\"]", "start: [\"S1.44:start\"]", "is no condition")]
    [InlineData("process.yaml", "from: project-opened", "from: project-begun", "there is no event project-begun")]
    [InlineData("process.yaml", "to: S1.05", "to: S1.55", "there is no step S1.55")]
    [InlineData("process.yaml", "finish: [S1.04]", "finish: [S1.04, S1.10]", "run in a circle")]
    [InlineData("process.yaml", "- id: S1.02", "- id: S1.01", "step S1.01 stands twice")]
    [InlineData("process.yaml", "branch: custody, ", "", "go together")]
    [InlineData("process.yaml", "limit: {wd: 15", "limit: {wd: 0", "at least one working day")]
    [InlineData("work-items.yaml", "clause: T1.2.1", "clause: T1.2.9", "there is no clause T1.2.9")]
    [InlineData("work-items.yaml", "source: N", "source: Q", "\"source\" must be one of")]
    [InlineData("states.yaml", "state: ", "state: almost-", "\"state\" must be one of")]
    [InlineData("calendar.json", "\"2026\"", "\"2036\"", "")]
    public void A_wrong_file_stops_the_start_and_says_where(string file, string right, string wrong, string says)
    {
        var folder = Directory.CreateTempSubdirectory("renewal-data-").FullName;
        try
        {
            foreach (var source in Directory.EnumerateFiles(GuidelineData.Folder)) File.Copy(source, Path.Combine(folder, Path.GetFileName(source)));
            var path = Path.Combine(folder, file);
            var text = File.ReadAllText(path);
            var at = text.IndexOf(right, StringComparison.Ordinal);
            Assert.True(at >= 0, $"{file} has no {right}");
            File.WriteAllText(path, text[..at] + wrong + text[(at + right.Length)..]);

            var fault = Assert.Throws<DataFault>(() => GuidelineData.Load(folder));
            Assert.Contains(fault.Faults, f => f.StartsWith($"{file}:", StringComparison.Ordinal) && f.Contains(says, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void Every_parameter_says_what_it_rests_on_and_every_line_of_the_catalogue_with_a_figure_has_one()
    {
        var data = GuidelineData.Load();
        Assert.All(data.Parameters, p => Assert.NotEqual("", p.Basis));
        string[] asked =
        [
            "consultation.first.share", "consultation.second.area", "consultation.second.owners", "consultation.second.reading", "code278.participation.area",
            "code278.participation.owners", "code278.special.area", "code278.special.owners", "code278.ordinary.area", "code278.ordinary.owners",
            "satisfaction.strict", "satisfaction.inclusive", "satisfaction.valid.min", "satisfaction.valid.share", "review.opinion.days", "funds.reserve",
            "eligibility.built-by", "feasibility.deviation", "tender.works", "tender.goods", "tender.services", "tender.budget.min", "tender.budget.share",
            "permit.exempt.invest", "permit.exempt.area", "permit.exempt.lines",
        ];
        Assert.Empty(asked.Except(data.Parameters.Select(p => p.Id)));
    }

    [Fact]
    [Clause("M1.5b")]
    public void Energy_saving_is_basic_in_Liaoning_though_the_national_list_calls_it_improvement()
    {
        var energy = GuidelineData.Load().WorkItems.Where(w => w.Clause == "T1.5.1").ToList();
        Assert.NotEmpty(energy);
        Assert.All(energy, w => Assert.Equal((ClauseClass.Basic, "S"), (w.Class, w.ClassSource)));
    }

    [Fact]
    [Clause("T7.1.3")]
    public void Work_on_parts_of_private_use_is_marked() =>
        Assert.All(GuidelineData.Load().WorkItems.Where(w => w.Code is "energy.window" or "heat.meter" or "facade.aircon"), w => Assert.True(w.OwnUse));
}
