using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Renewal.Places.Intake;

/// <summary>
/// The check report as a file to work with: the sender's own rows with every bad cell marked and the words beside the row, and a list of all problems.
/// Every cell is text: nothing that the file held becomes a formula.
/// </summary>
static class ReportFile
{
    const uint Plain = 0, Bad = 1, Doubtful = 2, Head = 3;

    public static void Xlsx(IntakeSource source, CheckReport report, Stream output)
    {
        // The package writes back and forth; the answer to a browser does not.
        var path = Path.GetTempFileName();
        try
        {
            using (var book = SpreadsheetDocument.Create(path, SpreadsheetDocumentType.Workbook)) Write(book, source, report);
            using var file = File.OpenRead(path);
            file.CopyTo(output);
        }
        finally { File.Delete(path); }
    }

    static void Write(SpreadsheetDocument book, IntakeSource source, CheckReport report)
    {
        var workbook = book.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var rows = workbook.AddNewPart<WorksheetPart>();
        var byRow = report.Problems.Where(p => p.Sheet.Length == 0 || p.Sheet == source.Sheet).ToLookup(p => p.Row);
        using (var writer = OpenXmlWriter.Create(rows))
        {
            Start(writer, 44);
            foreach (var row in source.Table.Rows(string.IsNullOrEmpty(source.Sheet) ? null : source.Sheet))
            {
                var problems = byRow[row.Number].ToArray();
                writer.WriteStartElement(new Row { RowIndex = (uint)row.Number });
                var said = row.Number == source.HeaderRow ? "核对结果" : string.Join("；", problems.Select(p => (p.Column >= 0 ? $"{p.At} " : "") + p.Zh));
                Cell(writer, said, row.Number == source.HeaderRow ? Head : problems.Any(p => p.Severity == Severity.Error) ? Bad : problems.Length > 0 ? Doubtful : Plain);
                var width = Math.Max(row.Cells.Length, problems.Length == 0 ? 0 : problems.Max(p => p.Column) + 1);
                for (var i = 0; i < width; i++)
                {
                    var here = problems.Where(p => p.Column == i).ToArray();
                    Cell(writer, row[i] ?? "", row.Number == source.HeaderRow ? Head : here.Any(p => p.Severity == Severity.Error) ? Bad : here.Length > 0 ? Doubtful : Plain);
                }
                writer.WriteEndElement();
            }
            End(writer);
        }
        var list = workbook.AddNewPart<WorksheetPart>();
        using (var writer = OpenXmlWriter.Create(list))
        {
            Start(writer, 14);
            Line(writer, Head, "级别", "位置（原文件）", "说明");
            foreach (var p in report.Problems.OrderBy(p => p.Severity).ThenBy(p => p.Row))
                Line(writer, p.Severity == Severity.Error ? Bad : Doubtful, p.Severity == Severity.Error ? "错误" : "提醒", p.At, p.Zh);
            foreach (var q in report.Questions) Line(writer, Doubtful, "待答", "", q.Zh);
            End(writer);
        }
        workbook.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(new Sheets(
            new Sheet { Id = workbook.GetIdOfPart(rows), SheetId = 1, Name = "原表与核对结果" }, new Sheet { Id = workbook.GetIdOfPart(list), SheetId = 2, Name = "问题清单" }));
    }

    static void Start(OpenXmlWriter writer, double first)
    {
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new Columns(new Column { Min = 1, Max = 1, Width = first, CustomWidth = true }, new Column { Min = 2, Max = 40, Width = 18, CustomWidth = true }));
        writer.WriteStartElement(new SheetData());
    }

    static void End(OpenXmlWriter writer)
    {
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    static void Line(OpenXmlWriter writer, uint style, params string[] cells)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells) Cell(writer, cell, style);
        writer.WriteEndElement();
    }

    static void Cell(OpenXmlWriter writer, string text, uint style)
    {
        // Signs that XML cannot hold would break the book.
        var clean = new string([.. text.Where(c => c is '\t' or '\n' || c >= ' ' && !char.IsSurrogate(c) && c is not ('\ufffe' or '\uffff'))]);
        writer.WriteElement(new Cell
        {
            DataType = CellValues.InlineString, StyleIndex = style,
            InlineString = new InlineString(new Text(clean.Length > 32_000 ? clean[..32_000] : clean) { Space = SpaceProcessingModeValues.Preserve }),
        });
    }

    static Stylesheet Styles()
    {
        static Fill Colour(string rgb) => new(new PatternFill(new ForegroundColor { Rgb = rgb }) { PatternType = PatternValues.Solid });
        return new Stylesheet(
            new Fonts(new Font(new FontSize { Val = 11 }), new Font(new Bold(), new FontSize { Val = 11 })),
            new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
                Colour("FFF8C9C9"), Colour("FFFFECC2"), Colour("FFDCE8FA")),
            new Borders(new Border()), new CellStyleFormats(new CellFormat()),
            new CellFormats(new CellFormat(), new CellFormat { FillId = 2, ApplyFill = true }, new CellFormat { FillId = 3, ApplyFill = true },
                new CellFormat { FillId = 4, FontId = 1, ApplyFill = true, ApplyFont = true }));
    }

    /// <summary>The list of problems as CSV with a byte-order mark, for Excel; a cell that begins like a formula stays text.</summary>
    public static void Csv(CheckReport report, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(true), leaveOpen: true);
        writer.Write("级别,行,单元格,规则,说明\r\n");
        foreach (var p in report.Problems.OrderBy(p => p.Severity).ThenBy(p => p.Row))
            writer.Write($"{(p.Severity == Severity.Error ? "错误" : "提醒")},{p.Row.ToString(CultureInfo.InvariantCulture)},{(p.Column < 0 ? "" : p.At)},{Cell(p.Code)},{Cell(p.Zh)}\r\n");

        static string Cell(string text)
        {
            if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t') text = "'" + text;
            return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }
    }
}
