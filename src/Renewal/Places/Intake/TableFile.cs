using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Renewal.Foundation;

namespace Renewal.Places.Intake;

/// <summary>One row as it stands in the file.</summary>
/// <param name="Number">row number as the spreadsheet program shows it, from 1</param>
/// <param name="Cells">cells from column A; null for empty ones; ends at the last cell written</param>
public readonly record struct TableRow(int Number, string?[] Cells)
{
    public string? this[int column] => column >= 0 && column < Cells.Length ? Cells[column] : null;
    public bool IsEmpty => Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>How much is read before a file is held to be hostile.</summary>
public sealed record TableLimits
{
    public static readonly TableLimits Default = new();

    /// <summary>Largest upload.</summary>
    public long Bytes { get; init; } = 100L << 20;

    /// <summary>Largest sum of what a workbook unpacks to.</summary>
    public long Unpacked { get; init; } = 600L << 20;
    public int Columns { get; init; } = 300;
    public int Rows { get; init; } = 1_500_000;

    /// <summary>Characters of one row of CSV, or of one cell of a workbook (Excel's own limit is 32,767).</summary>
    public int Characters { get; init; } = 200_000;
}

/// <summary>
/// A table that people send: CSV (UTF-8 with or without mark, UTF-16, GBK; comma, semicolon, tab) or XLSX. What it is is judged by its bytes, not by its name.
/// Rows are streamed, and each enumeration reads the file anew; nothing is unpacked that was not asked for.
/// Whatever is not a plain table of values is refused by <see cref="RuleBroken"/> <c>intake.*</c>, on opening or while reading.
/// </summary>
public abstract class TableFile
{
    static readonly Encoding gbk = Gbk();

    /// <summary>As people say it: CSV（GBK，逗号分隔）.</summary>
    public abstract string Format { get; }

    /// <summary>Names of the sheets that can be seen; one nameless sheet for CSV.</summary>
    public abstract IReadOnlyList<string> Sheets { get; }

    /// <summary>Rows of a sheet, of the first if none is named. Empty rows are given too.</summary>
    /// <exception cref="RuleBroken">intake.*: hostile or broken content further down</exception>
    public abstract IEnumerable<TableRow> Rows(string? sheet = null);

    /// <exception cref="RuleBroken">intake.empty, too_large, old_excel, encrypted, not_a_table, macros, bomb, broken</exception>
    public static TableFile Open(string path, TableLimits? limits = null)
    {
        limits ??= TableLimits.Default;
        var size = new FileInfo(path).Length;
        if (size == 0) throw new RuleBroken("intake.empty", "文件是空的，没有可导入的内容。");
        if (size > limits.Bytes)
            throw new RuleBroken("intake.too_large", $"文件有 {size >> 20} MB，超过 {limits.Bytes >> 20} MB 的上限。请按区县拆分后分批导入。", 413);
        var head = new byte[Math.Min(size, 1 << 16)];
        using (var stream = File.OpenRead(path)) stream.ReadExactly(head);
        if (head.AsSpan().StartsWith("PK\u0003\u0004"u8) || head.AsSpan().StartsWith("PK\u0005\u0006"u8)) return Workbook.OpenBook(path, limits);
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            var encrypted = head.AsSpan().IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;
            throw encrypted
                ? new RuleBroken("intake.encrypted", "文件设置了打开密码，系统无法读取。请取消密码后再上传。", 415)
                : new RuleBroken("intake.old_excel", "这是旧版 Excel（.xls）文件，或设置了打开密码。请用 Excel 或 WPS 另存为 .xlsx 或 CSV 后再上传。", 415);
        }
        return OpenText(path, head, limits);
    }

    static CsvTable OpenText(string path, byte[] head, TableLimits limits)
    {
        Encoding encoding;
        string name;
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            (encoding, name) = (head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode, "UTF-16");
        else
        {
            if (head.Contains((byte)0) || head.AsSpan().StartsWith("%PDF"u8) || head.AsSpan().StartsWith("Rar!"u8)) throw NotATable();
            var strict = new UTF8Encoding(false, true);
            if (Decodes(path, strict)) (encoding, name) = (strict, "UTF-8");
            else if (Decodes(path, gbk)) (encoding, name) = (gbk, "GBK");
            else throw NotATable();
        }
        string start;
        using (var reader = new StreamReader(path, encoding))
        {
            var buffer = new char[8192];
            start = new string(buffer, 0, reader.ReadBlock(buffer, 0, buffer.Length));
        }
        var first = start.AsSpan().TrimStart("\ufeff \t\r\n");
        if (first.IsEmpty && head.Length < 8192) throw new RuleBroken("intake.empty", "文件是空的，没有可导入的内容。");
        if (first.StartsWith("<") || first.StartsWith("{") || first.StartsWith("[{")) throw NotATable();
        return new CsvTable(path, encoding, name, Delimiter(start), limits);
    }

    internal static RuleBroken NotATable() =>
        new("intake.not_a_table", "这不是电子表格。请上传 .xlsx 或 CSV 文件；网页、PDF、图片、压缩包不能直接导入。", 415);

    static bool Decodes(string path, Encoding encoding)
    {
        try
        {
            using var reader = new StreamReader(path, encoding, false, 1 << 16);
            var buffer = new char[1 << 16];
            while (reader.Read(buffer, 0, buffer.Length) > 0) { }
            return true;
        }
        catch (DecoderFallbackException) { return false; }
    }

    /// <summary>The sign that cuts the first lines into the same number (more than one) of parts most often; a comma where none does.</summary>
    static char Delimiter(string start)
    {
        var lines = start.Split('\n').Where(l => l.Trim().Length > 0).Take(10).ToArray();
        return ((char[])[',', '\t', ';', '|']).MaxBy(d =>
        {
            var counts = lines.Select(l => Outside(l, d)).ToArray();
            return counts.Length == 0 || counts.Max() == 0 ? 0 : counts.GroupBy(c => c).Where(g => g.Key > 0).Max(g => g.Count() * 1000 + Math.Min(g.Key, 999));
        });

        static int Outside(string line, char sign)
        {
            var (count, quoted) = (0, false);
            foreach (var c in line)
                if (c == '"') quoted = !quoted;
                else if (c == sign && !quoted) count++;
            return count;
        }
    }

    static Encoding Gbk()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }

    /// <summary>Column letters: 0 is A, 26 is AA.</summary>
    public static string Letters(int column)
    {
        var letters = "";
        for (var c = column; c >= 0; c = c / 26 - 1) letters = (char)('A' + c % 26) + letters;
        return letters;
    }

    /// <summary>A cell as the spreadsheet program names it: D17.</summary>
    public static string At(int column, int row) => Letters(column) + row.ToString(CultureInfo.InvariantCulture);

    internal static RuleBroken Formula(int column, int row, string? sheet = null) => new("intake.formula",
        $"{(sheet is null ? "" : $"工作表「{sheet}」")}单元格 {At(column, row)} 是公式。请全选后复制，再「选择性粘贴—数值」，保存后重新上传。");

    internal static RuleBroken TooManyColumns(int limit) =>
        new("intake.too_many_columns", $"一行超过 {limit} 列，不像是台账。请只保留需要导入的列；CSV 请检查引号是否成对。");

    internal static RuleBroken TooManyRows(int limit) => new("intake.too_many_rows", $"超过 {limit:N0} 行。请按区县拆分后分批导入。");
}

/// <summary>Text cut by a sign.</summary>
sealed class CsvTable(string path, Encoding encoding, string encodingName, char delimiter, TableLimits limits) : TableFile
{
    public override string Format => $"CSV（{encodingName}，{delimiter switch { ',' => "逗号", '\t' => "制表符", ';' => "分号", _ => "竖线" }}分隔）";
    public override IReadOnlyList<string> Sheets => [""];

    public override IEnumerable<TableRow> Rows(string? sheet = null)
    {
        using var reader = new StreamReader(path, encoding, true, 1 << 16);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(), BadDataFound = null, IgnoreBlankLines = false, MaxFieldSize = limits.Characters, DetectColumnCountChanges = false,
        });
        for (var number = 1; Read(parser); number++)
        {
            if (parser.Count > limits.Columns) throw TooManyColumns(limits.Columns);
            if (number > limits.Rows) throw TooManyRows(limits.Rows);
            var cells = new string?[parser.Count];
            for (var i = 0; i < cells.Length; i++)
            {
                var cell = parser[i];
                if (cell.Length == 0) continue;
                if (cell[0] == '=' && cell.Length > 1) throw Formula(i, number);
                cells[i] = cell;
            }
            yield return new TableRow(number, cells);
        }
    }

    bool Read(CsvParser parser)
    {
        try { return parser.Read(); }
        catch (MaxFieldSizeException) { throw TooManyColumns(limits.Columns); }
        catch (CsvHelperException) { throw NotATable(); }
    }
}
