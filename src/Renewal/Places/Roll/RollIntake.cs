using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage;

namespace Renewal.Places.Roll;

/// <summary>The roll of one community from the template of the product (XLSX with its sheets), or from one sheet of units.</summary>
public sealed class RollIntake(RenewalDb db, PersonalData personal, TimeProvider clock) : IIntakeKind
{
    public string Code => "roll";
    public string Zh => "房屋住户底册";
    public IReadOnlyList<IntakeField> Fields => [];
    public bool HasCoordinates => false;
    public bool Personal => true;
    public bool OfOneCommunity => true;

    public async Task<CheckReport> Check(IntakeSource source, CancellationToken stop)
    {
        var (report, _, _) = await Read(source, db, clock.Today(), stop);
        return report;
    }

    public async Task<CheckReport> Store(IntakeSource source, ProcessRun run, CancellationToken stop)
    {
        var (report, draft, community) = await Read(source, run.Db, run.Today, stop);
        if (report.Storable) await StoreRoll.Store(run, personal, community, source.Batch, source.Batch.Value, draft, stop);
        return report;
    }

    async Task<(CheckReport, RollDraft, CommunityId)> Read(IntakeSource source, RenewalDb from, DateOnly today, CancellationToken stop)
    {
        var community = source.Community ?? throw new RuleBroken("roll.no_community", "请说明是哪个小区的底册。");
        var card = await from.Communities.AsNoTracking().SingleOrDefaultAsync(c => c.Id == community, stop)
            ?? throw new RuleBroken("places.community_unknown", "没有这个小区，或不在您的管辖范围内。", 404);
        List<RollProblem> problems = [];
        var reading = new RollReading(problems);
        var rows = 0;
        foreach (var (name, columns) in RollSheets.All)
        {
            if (!source.Table.Sheets.Contains(name)) continue;
            RollLayout? layout = null;
            foreach (var row in source.Table.Rows(name))
            {
                if (layout is null)
                {
                    if (row.IsEmpty) continue;
                    layout = Layout(name, columns, row);
                    continue;
                }
                if (RollReading.IsNothing(row.Cells)) continue;
                if (++rows % 500 == 0) source.Progress?.Invoke(rows);
                if (name == RollSheets.Buildings) reading.Building(layout, row.Number, row.Cells);
                else if (name == RollSheets.Units) reading.Unit(layout, row.Number, row.Cells);
                else reading.Home(layout, row.Number, row.Cells);
            }
        }
        source.Progress?.Invoke(rows);
        if (!source.Table.Sheets.Contains(RollSheets.Units))
            throw new RuleBroken("roll.wrong_file", $"没有「{RollSheets.Units}」这张表。请从小区档案页下载「{Zh}」模板，填好后上传，不要改动表名和表头。");

        var stock = await RollStock.Of(from, community, stop, tracked: false);
        reading.Finish(stock.Units.Keys.ToHashSet(StringComparer.Ordinal));
        var report = new CheckReport { Rows = rows };
        Tell(report, problems);
        var effect = Trial(community, stock, reading.Draft, personal, today, source.Batch);
        report.New = effect.NewUnits;
        report.Changed = effect.ChangedUnits;
        report.Unchanged = effect.Units - effect.NewUnits - effect.ChangedUnits;
        foreach (var line in effect.Merged) report.Outcomes.Add(Merged(line));
        report.Figures.AddRange(
        [
            new("楼栋", effect.Buildings), new("房屋", effect.Units), new("户", effect.Homes), new("产权", effect.Owners),
            new("有专有面积的房屋", reading.Draft.Units.Values.Count(u => u.Area is not null), effect.Units),
            new("权属明确的房屋", reading.Draft.Units.Values.Count(u => u.Title != TitleKind.Unknown), effect.Units),
            new("有电话的产权人", reading.Draft.Units.Values.Sum(u => u.Owners.Count(o => o.Phone.Length > 0)), effect.Owners),
            new("撤下的产权", effect.Withdrawn), new("底册已有、本次未列的房屋", effect.Unmentioned),
        ]);
        // Reported households far from those on the roll: one of the two is wrong, and both decide votes.
        if (card.Households is > 0 and var reported && effect.Homes > 0 && effect.Unmentioned == 0 && Math.Abs(reported - effect.Homes) * 10 > reported)
            report.Warning(0, -1, "roll.households", $"底册 {effect.Homes:#,##0} 户，台账登记 {reported:#,##0} 户，相差一成以上，请核实。");
        return (report, reading.Draft, community);
    }

    internal static RollEffect Trial(CommunityId community, RollStock stock, RollDraft draft, PersonalData personal, DateOnly today, BatchId batch)
    {
        var merge = new RollMerge(community, stock, personal, today, batch, new RollRows());
        merge.Lay(draft);
        return merge.Effect;
    }

    internal static Outcome Merged(string line) =>
        new(0, line, line.EndsWith("未变", StringComparison.Ordinal) ? RowOutcome.Unchanged : RowOutcome.Changed, null, new Dictionary<string, string[]>());

    internal static void Tell(CheckReport report, List<RollProblem> problems)
    {
        foreach (var p in problems)
            if (p.Error) report.Error(p.Row, p.Column - 1, p.Code, p.Zh, p.Sheet);
            else report.Warning(p.Row, p.Column - 1, p.Code, p.Zh, p.Sheet);
    }

    /// <exception cref="RuleBroken">roll.wrong_header: a needed column is not there</exception>
    static RollLayout Layout(string sheet, RollColumn[] columns, TableRow heading)
    {
        string[] heads = [.. heading.Cells.Select(c => RollWords.Clean(c).TrimEnd('*').Trim())];
        var at = columns.Select(c => Array.IndexOf(heads, RollWords.Clean(c.Head))).ToArray();
        var missing = columns.Where((c, i) => c.Required && at[i] < 0).Select(c => c.Head).ToArray();
        return missing.Length == 0 ? new RollLayout(sheet, at)
            : throw new RuleBroken("roll.wrong_header", $"「{sheet}」第 {heading.Number} 行应是表头，缺少：{string.Join('、', missing)}。请使用下载的模板，不要改动表头。");
    }
}
