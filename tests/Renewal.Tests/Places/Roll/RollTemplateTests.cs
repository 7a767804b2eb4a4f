using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Renewal.Places.Roll;
using Xunit;

namespace Renewal.Tests.Places.Roll;

public sealed class RollTemplateTests
{
    static MemoryStream Template()
    {
        var stream = new MemoryStream();
        RollTemplate.Write(stream, "工人新村", "沈阳市铁西区", [new("3", "工人村街 12 号", 1987, "砖混", 6, 3520.6m, ["1", "2", "3"], 0)], new DateOnly(2026, 3, 2));
        stream.Position = 0;
        return stream;
    }

    [Fact]
    public void The_template_is_a_valid_workbook()
    {
        using var document = SpreadsheetDocument.Open(Template(), false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(e => $"{e.Path?.XPath}: {e.Description}"));
    }

    [Fact]
    public void The_template_has_drop_downs_comments_and_a_locked_frozen_heading_on_each_sheet()
    {
        using var document = SpreadsheetDocument.Open(Template(), false);
        var sheets = document.WorkbookPart!.Workbook!.Descendants<Sheet>().Select(s => s.Name!.Value!).ToArray();
        Assert.Equal(["填写说明", "楼栋", "房屋与产权", "住户"], sheets);
        foreach (var (name, columns) in RollSheets.All)
        {
            var sheet = document.WorkbookPart.Workbook.Descendants<Sheet>().Single(s => s.Name == name);
            var part = (WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!);
            Assert.Equal(columns.Count(c => c.Choices is not null), part.Worksheet!.Descendants<DataValidation>().Count(v => v.ShowErrorMessage! && v.Type! == DataValidationValues.List
                && v.Formula1!.Text.StartsWith('"')));
            Assert.Equal(columns.Length, part.WorksheetCommentsPart!.Comments!.Descendants<Comment>().Count());
            Assert.Equal(PaneStateValues.Frozen, part.Worksheet.Descendants<Pane>().Single().State!.Value);
            Assert.True(part.Worksheet.Descendants<SheetProtection>().Single().Sheet!.Value);
        }
    }

    [Fact]
    public void Choices_of_a_drop_down_fit_in_the_255_signs_that_the_format_allows() =>
        Assert.All(RollSheets.All.SelectMany(s => s.Columns).Where(c => c.Choices is not null), c => Assert.True(string.Join(',', c.Choices!).Length <= 255));

    [Fact]
    public void What_the_drop_downs_offer_is_what_the_reading_reads()
    {
        foreach (var column in RollSheets.All.SelectMany(s => s.Columns).Where(c => c.Choices is not null))
            foreach (var choice in column.Choices!)
                Assert.True(column.Head switch
                {
                    "面积来源" => RollWords.Source(choice) is not null,
                    "权属依据" => RollWords.Title(choice) is not null,
                    "产权性质" => RollWords.Side(choice) is not null,
                    "用途" => RollWords.Use(choice) is not null,
                    "业主类型" => RollWords.Kind(choice) is not null,
                    "居住情况" => RollWords.Lives(choice) is not null,
                    _ => true,
                }, $"{column.Head}: {choice}");
    }
}
