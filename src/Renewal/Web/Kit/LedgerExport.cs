using System.Text;
using MiniExcelLibs;
using MiniExcelLibs.Attributes;
using MiniExcelLibs.OpenXml;

namespace Renewal.Web.Kit;

/// <summary>
/// Writes the rows of a ledger as XLSX or CSV, row by row. A cell that begins with <c>= + - @</c> stays text: as a text cell in XLSX, with a leading
/// apostrophe in CSV, where there are no types and a spreadsheet program would run it (CSV injection).
/// </summary>
public static class LedgerExport
{
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <returns>a stream at its beginning that deletes its file when closed</returns>
    public static async Task<Stream> Xlsx<T>(string sheet, IReadOnlyList<LedgerColumn<T>> columns, IAsyncEnumerable<T> rows, CancellationToken stop = default)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"renewal-{Guid.CreateVersion7():N}.xlsx"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            var settings = new OpenXmlConfiguration
            {
                FreezeRowCount = 1, AutoFilter = true, FastMode = true, DynamicColumns = [.. columns.Select(c => new DynamicExcelColumn(c.Title) { Width = c.Number ? 13 : c.Always ? 26 : 18 })],
            };
            await file.SaveAsAsync(Rows(columns, rows, stop), sheetName: sheet, configuration: settings, cancellationToken: stop);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    static async IAsyncEnumerable<IDictionary<string, object?>> Rows<T>(IReadOnlyList<LedgerColumn<T>> columns, IAsyncEnumerable<T> rows,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in rows.WithCancellation(stop))
        {
            var cells = new Dictionary<string, object?>(columns.Count);
            foreach (var column in columns) cells[column.Title] = Cell(column, column.Text(row));
            yield return cells;
        }
    }

    /// <summary>A number column holds numbers, so that the office can add it up; what is no plain number stays text.</summary>
    static object? Cell<T>(LedgerColumn<T> column, string? text) =>
        column.Number && decimal.TryParse(text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : text;

    public static async Task Csv<T>(Stream stream, IReadOnlyList<LedgerColumn<T>> columns, IAsyncEnumerable<T> rows, CancellationToken stop = default)
    {
        // With a byte order mark: without one Excel reads Chinese in GBK.
        await using var writer = new StreamWriter(stream, new UTF8Encoding(true), 1 << 16, leaveOpen: true);
        await writer.WriteLineAsync(string.Join(',', columns.Select(c => Quoted(c.Title))));
        await foreach (var row in rows.WithCancellation(stop))
            await writer.WriteLineAsync(string.Join(',', columns.Select(c => c.Number ? Quoted(Plain(c.Text(row))) : Quoted(Harmless(c.Text(row))))));
    }

    static string Plain(string? text) => text is not null && decimal.TryParse(text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var n)
        ? n.ToString(System.Globalization.CultureInfo.InvariantCulture) : Harmless(text);

    static string Harmless(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text ?? "";

    static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
