using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Renewal.Places.Roll;

/// <summary>A building that the template is prefilled with.</summary>
public sealed record KnownBuilding(string Number, string Address, int? BuiltYear, string Structure, int? Floors, decimal? FloorArea, IReadOnlyList<string> Stairwells, int? Lifts);

/// <summary>
/// Writes the template (房屋住户底册) of one community as XLSX: a page of instructions and three sheets with drop-downs, comments at the headings,
/// frozen and locked headings, example rows that are not read. ID numbers and phones are text columns, so that no digit is lost.
/// </summary>
public static class RollTemplate
{
    const uint Heading = 1, MustHeading = 2, Example = 3, Cell = 4, TextCell = 5, Title = 6, Body = 7, Label = 8;

    /// <summary>Rows that are prepared with drop-downs: enough for the largest community of the register.</summary>
    const int LastRow = 20_000;

    public static void Write(Stream stream, string community, string division, IReadOnlyList<KnownBuilding> buildings, DateOnly today)
    {
        using var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        var book = document.AddWorkbookPart();
        book.Workbook = new Workbook();
        book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var sheets = book.Workbook.AppendChild(new Sheets());
        Add(book, sheets, RollSheets.Guide, Guide(community, division, today), null);
        foreach (var (name, columns) in RollSheets.All)
            Add(book, sheets, name, Table(name, columns, name == RollSheets.Buildings ? buildings : []), columns);
        document.PackageProperties.Title = $"{community} {RollSheets.Guide}";
        document.Save();
    }

    static void Add(WorkbookPart book, Sheets sheets, string name, Worksheet sheet, RollColumn[]? columns)
    {
        var part = book.AddNewPart<WorksheetPart>();
        part.Worksheet = sheet;
        if (columns is not null) Comment(part, columns);
        sheets.Append(new Sheet { Id = book.GetIdOfPart(part), SheetId = (uint)sheets.Count() + 1, Name = name });
    }

    static Worksheet Guide(string community, string division, DateOnly today)
    {
        (string, uint)[] lines =
        [
            ($"{community} 房屋住户底册", Title),
            ($"{division}    下载日期 {today:yyyy-MM-dd}", Body),
            ("", Body),
            ("怎么填", Label),
            ("1. 先填「楼栋」，再填「房屋与产权」，最后填「住户」。灰色斜体的例行不会导入，不用删除。", Body),
            ("2. 深蓝色带 * 的列必填。鼠标停在表头上有说明；有下拉箭头的请从中选择。", Body),
            ("3. 不要改动表头和表名。列可以留空，不能删除；可以从别的表格复制粘贴（选择性粘贴：数值）。", Body),
            ("4. 同一房屋有几个共有人就写几行，份额合计为 1；夫妻共同共有的各写「共同共有」。", Body),
            ("5. 一套房住两户（合厨）的，「住户」里写两行，户序分别为甲、乙。空置房也要列，户数照算。", Body),
            ("6. 公房：「房屋与产权」写产权单位，产权性质选「公房」；承租人写在「住户」里，居住情况选「公房承租」。", Body),
            ("7. 开发商未售的房屋：业主写开发企业，产权性质选「开发商未售」。", Body),
            ("8. 面积不清楚的留空，不要估计。系统按同列同户型采用并在公示时标注；仍不明的列入摸底缺项。", Body),
            ("", Body),
            ("导入以后", Label),
            ("上传后先出核对报告，逐格列出问题；改好再传，确认后一次入库。重复导入只更新，不会重复登记。", Body),
            ("姓名、证件号码、电话入库即加密，平时只显示遮盖后的内容，查看原文要写明用途并留痕。", Body),
            ("填好的表格含个人信息：请勿用微信、网盘传递，导入后及时删除本机文件。", Body),
        ];
        var data = new SheetData();
        for (var i = 0; i < lines.Length; i++)
            data.Append(new Row(Text(lines[i].Item1, lines[i].Item2)) { RowIndex = (uint)i + 1, Height = i == 0 ? 34 : 22, CustomHeight = true });
        return new Worksheet(
            new SheetViews(new SheetView { WorkbookViewId = 0, ShowGridLines = false }),
            new Columns(new Column { Min = 1, Max = 1, Width = 110, CustomWidth = true, Style = Body }), data,
            new SheetProtection { Sheet = true, Objects = true, Scenarios = true });
    }

    static Worksheet Table(string name, RollColumn[] columns, IReadOnlyList<KnownBuilding> buildings)
    {
        var data = new SheetData();
        data.Append(new Row(columns.Select(c => Text(c.Required ? c.Head + " *" : c.Head, c.Required ? MustHeading : Heading))) { RowIndex = 1, Height = 30, CustomHeight = true });
        var examples = columns[0].Example.Length;
        for (var i = 0; i < examples; i++)
            data.Append(new Row(columns.Select((c, at) => Text(at == 0 || c.Example.Length > i ? c.Example[i] : "", Example))) { RowIndex = (uint)i + 2 });
        var row = (uint)examples + 2;
        foreach (var b in buildings)
            data.Append(new Row(Text(b.Number, TextCell), Text(b.Address, Cell), Number(b.BuiltYear), Text(b.Structure, Cell), Number(b.Floors), Number(b.FloorArea),
                Text(string.Join('、', b.Stairwells), TextCell), Number(b.Lifts))
            { RowIndex = row++ });

        return new Worksheet(
            new SheetViews(new SheetView(new Pane
            {
                VerticalSplit = 1, HorizontalSplit = name == RollSheets.Buildings ? 1 : 3, TopLeftCell = name == RollSheets.Buildings ? "B2" : "D2",
                ActivePane = PaneValues.BottomRight, State = PaneStateValues.Frozen,
            })
            { WorkbookViewId = 0 }),
            new Columns(columns.Select((c, i) => new Column
            {
                Min = (uint)i + 1, Max = (uint)i + 1, Width = c.Width, CustomWidth = true, Style = c.Text ? TextCell : Cell,
            })),
            data,
            // The headings are locked; everything that people do with a list stays allowed (an attribute set to false is not locked).
            new SheetProtection
            {
                Sheet = true, Objects = true, Scenarios = true, FormatCells = false, FormatColumns = false, FormatRows = false, InsertRows = false, DeleteRows = false,
                Sort = false, AutoFilter = false,
            },
            new DataValidations(Validations(name, columns)),
            new PageMargins { Left = 0.4, Right = 0.4, Top = 0.5, Bottom = 0.5, Header = 0.3, Footer = 0.3 },
            new PageSetup { Orientation = OrientationValues.Landscape, PaperSize = 9, FitToWidth = 1, FitToHeight = 0 });
    }

    static IEnumerable<DataValidation> Validations(string name, RollColumn[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var range = new ListValue<StringValue>([new StringValue($"{Letter(i)}2:{Letter(i)}{LastRow}")]);
            var column = columns[i];
            if (column.Choices is { } choices)
                yield return new DataValidation(new Formula1($"\"{string.Join(',', choices)}\""))
                {
                    Type = DataValidationValues.List, AllowBlank = true, ShowErrorMessage = true, SequenceOfReferences = range, ErrorTitle = column.Head, Error = "请从下拉框选择",
                };
            else if (column.Head.StartsWith("专有面积", StringComparison.Ordinal) || column.Head.StartsWith("建筑面积", StringComparison.Ordinal))
                yield return new DataValidation(new Formula1("0"))
                {
                    Type = DataValidationValues.Decimal, Operator = DataValidationOperatorValues.GreaterThan, AllowBlank = true, ShowErrorMessage = true,
                    SequenceOfReferences = range, ErrorTitle = column.Head, Error = "请填大于 0 的数字，最多两位小数",
                };
            else if (column.Head == "建成年份")
                yield return new DataValidation(new Formula1("1900"), new Formula2("2100"))
                {
                    Type = DataValidationValues.Whole, Operator = DataValidationOperatorValues.Between, AllowBlank = true, ShowErrorMessage = true,
                    SequenceOfReferences = range, ErrorTitle = column.Head, Error = "请填四位年份",
                };
            else if (column.Head == "楼号" && name != RollSheets.Buildings)
                // A hint, not a wall: the check report says it better.
                yield return new DataValidation(new Formula1($"{RollSheets.Buildings}!$A$3:$A$500"))
                {
                    Type = DataValidationValues.List, AllowBlank = true, ShowErrorMessage = true, ErrorStyle = DataValidationErrorStyleValues.Information,
                    SequenceOfReferences = range, ErrorTitle = column.Head, Error = "「楼栋」表里还没有这个楼号",
                };
        }
    }

    static string Letter(int column) => ((char)('A' + column)).ToString();

    static Cell Text(string text, uint style) => text.Length == 0
        ? new Cell { StyleIndex = style }
        : new Cell(new InlineString(new DocumentFormat.OpenXml.Spreadsheet.Text(text))) { DataType = CellValues.InlineString, StyleIndex = style };

    static Cell Number(decimal? number) => number is null ? new Cell { StyleIndex = Cell }
        : new Cell(new CellValue(number.Value.ToString(CultureInfo.InvariantCulture))) { DataType = CellValues.Number, StyleIndex = Cell };

    /// <summary>Comments still need their boxes drawn in VML; without it programs call the file damaged.</summary>
    static void Comment(WorksheetPart part, RollColumn[] columns)
    {
        part.AddNewPart<WorksheetCommentsPart>().Comments = new Comments(new Authors(new Author("Renewal")),
            new CommentList(columns.Select((c, i) => new Comment(new CommentText(new DocumentFormat.OpenXml.Spreadsheet.Text(c.Hint))) { Reference = Letter(i) + "1", AuthorId = 0 })));
        var shapes = string.Concat(columns.Select((c, i) => $"""
            <v:shape id="c{i}" type="#note" style="position:absolute;visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto"><v:fill color2="#fffbe6"/><v:textbox style="mso-direction-alt:auto"/>
            <x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{i + 1}, 10, 1, 6, {i + 4}, 10, 6, 6</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>0</x:Row><x:Column>{i}</x:Column></x:ClientData></v:shape>
            """));
        var drawing = part.AddNewPart<VmlDrawingPart>();
        using (var writer = new StreamWriter(drawing.GetStream(FileMode.Create)))
            writer.Write($"""
                <xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
                <o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
                <v:shapetype id="note" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>
                {shapes}</xml>
                """);
        part.Worksheet!.Append(new LegacyDrawing { Id = part.GetIdOfPart(drawing) });
    }

    static Stylesheet Styles()
    {
        static Font Font(double size, string? colour = null, bool bold = false, bool italic = false)
        {
            var font = new Font();
            if (bold) font.Append(new Bold());
            if (italic) font.Append(new Italic());
            font.Append(new FontSize { Val = size });
            if (colour is not null) font.Append(new Color { Rgb = colour });
            font.Append(new FontName { Val = "微软雅黑" });
            return font;
        }
        static Fill Solid(string colour) => new(new PatternFill(new ForegroundColor { Rgb = colour }) { PatternType = PatternValues.Solid });
        static Border Thin()
        {
            static T Side<T>() where T : BorderPropertiesType, new() { var side = new T { Style = BorderStyleValues.Thin }; side.Append(new Color { Rgb = "FFC5CEDB" }); return side; }
            return new Border(Side<LeftBorder>(), Side<RightBorder>(), Side<TopBorder>(), Side<BottomBorder>(), new DiagonalBorder());
        }
        static CellFormat Format(uint font, uint fill, uint border, bool locked, uint number = 0, bool centre = false, bool wrap = false) => new(
            new Alignment { Vertical = VerticalAlignmentValues.Center, WrapText = wrap, Horizontal = centre ? HorizontalAlignmentValues.Center : HorizontalAlignmentValues.General },
            new Protection { Locked = locked })
        {
            FontId = font, FillId = fill, BorderId = border, NumberFormatId = number, ApplyFont = true, ApplyFill = true, ApplyBorder = true, ApplyNumberFormat = true,
            ApplyAlignment = true, ApplyProtection = true,
        };
        return new Stylesheet(
            new Fonts(Font(10.5), Font(10.5, "FFFFFFFF", bold: true), Font(10.5, "FF6B788D", italic: true), Font(18, "FF062A63", bold: true), Font(12, "FF0B4FB8", bold: true)),
            new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
                Solid("FF5B7FB8"), Solid("FF0B4FB8"), Solid("FFF3F5F9")),
            new Borders(new Border(), Thin()),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(
                Format(0, 0, 0, locked: true),
                Format(1, 2, 1, locked: true, centre: true, wrap: true),
                Format(1, 3, 1, locked: true, centre: true, wrap: true),
                Format(2, 4, 1, locked: true),
                Format(0, 0, 0, locked: false),
                // 49 is "@", text.
                Format(0, 0, 0, locked: false, number: 49),
                Format(3, 0, 0, locked: true),
                Format(0, 0, 0, locked: true, wrap: true),
                Format(4, 0, 0, locked: true)));
    }
}
