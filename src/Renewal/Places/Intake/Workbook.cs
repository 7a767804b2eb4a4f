using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Renewal.Foundation;

namespace Renewal.Places.Intake;

/// <summary>
/// Reads values out of an XLSX (ISO/IEC 29500), streaming, with its own eyes: the usual libraries unpack before they look. Sizes are judged by what really
/// comes out of the zip, not by what its header says; formulas, macros and document type declarations are refused.
/// </summary>
sealed class Workbook : TableFile
{
    const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Characters of all shared strings together; they are the one part that must be held.</summary>
    const long SharedCharacters = 200_000_000;

    readonly string path;
    readonly TableLimits limits;
    readonly List<(string Name, string Part)> sheets = [];
    readonly Lazy<string[]> shared;
    readonly Lazy<bool[]> dates;
    bool from1904;

    Workbook(string path, TableLimits limits)
    {
        (this.path, this.limits) = (path, limits);
        shared = new(ReadShared);
        dates = new(ReadStyles);
    }

    public override string Format => "Excel 工作簿（XLSX）";
    public override IReadOnlyList<string> Sheets => [.. sheets.Select(s => s.Name)];

    internal static Workbook OpenBook(string path, TableLimits limits)
    {
        var book = new Workbook(path, limits);
        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (zip.Entries.Count > 3000) throw Bomb();
            long packed = 0, unpacked = 0;
            foreach (var entry in zip.Entries)
            {
                packed += entry.CompressedLength;
                unpacked += entry.Length;
                if (entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase))
                    throw new RuleBroken("intake.macros", "工作簿带有宏。请另存为不带宏的 .xlsx 后再上传。", 415);
            }
            // Sheets pack about tenfold; two hundredfold is not a ledger.
            if (unpacked > limits.Unpacked || unpacked > 20 << 20 && unpacked / 200 > packed) throw Bomb();
            if (zip.GetEntry("xl/workbook.xml") is null) throw NotATable();
            book.ReadSheets(zip);
            if (book.sheets.Count == 0) throw new RuleBroken("intake.empty", "工作簿里没有可见的工作表。");
            return book;
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or EndOfStreamException) { throw Broken(e); }
    }

    void ReadSheets(ZipArchive zip)
    {
        Dictionary<string, string> targets = [];
        using (var xml = Part(zip, "xl/_rels/workbook.xml.rels"))
            while (xml.Read())
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" })
                    targets[xml.GetAttribute("Id") ?? ""] = xml.GetAttribute("Target") ?? "";
        using (var xml = Part(zip, "xl/workbook.xml"))
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "workbookPr") from1904 = xml.GetAttribute("date1904") is "1" or "true";
                if (xml.LocalName != "sheet" || xml.GetAttribute("state") is "hidden" or "veryHidden") continue;
                var id = xml.GetAttribute("id", Relations) ?? xml.GetAttribute("r:id") ?? "";
                if (!targets.TryGetValue(id, out var target)) continue;
                var part = target.StartsWith('/') ? target[1..] : "xl/" + target;
                if (zip.GetEntry(part) is not null && part.Contains("worksheets/", StringComparison.OrdinalIgnoreCase))
                    sheets.Add((xml.GetAttribute("name") ?? "", part));
            }
    }

    public override IEnumerable<TableRow> Rows(string? sheet = null)
    {
        var found = sheet is null ? sheets[0] : sheets.FirstOrDefault(s => s.Name == sheet);
        if (found.Part is null) yield break;
        var (texts, isDate) = (shared.Value, dates.Value);
        using var zip = ZipFile.OpenRead(path);
        using var xml = Part(zip, found.Part);
        List<string?> cells = [];
        var (number, column) = (0, -1);
        while (Next(xml))
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "row")
            {
                number = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var r) && r > number ? r : number + 1;
                if (number > limits.Rows) throw TooManyRows(limits.Rows);
                cells.Clear();
                column = -1;
                if (xml.IsEmptyElement) yield return new TableRow(number, []);
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "c")
            {
                column = Column(xml.GetAttribute("r")) is >= 0 and var c ? c : column + 1;
                if (column >= limits.Columns)
                {
                    // Formatted but empty cells reach far out in many files; only a value out there is too much.
                    if (xml.IsEmptyElement) continue;
                    throw TooManyColumns(limits.Columns);
                }
                var value = xml.IsEmptyElement ? null : Value(xml, column, number, found.Name, texts, isDate);
                if (value is null) continue;
                while (cells.Count <= column) cells.Add(null);
                cells[column] = value;
            }
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "row") yield return new TableRow(number, [.. cells]);
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData")
            {
                // To the end, so that a length that lies shows.
                while (Next(xml)) { }
                yield break;
            }
        }
    }

    string? Value(XmlReader xml, int column, int row, string sheet, string[] texts, bool[] isDate)
    {
        var (type, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
        string? value = null;
        StringBuilder? inline = null;
        var depth = xml.Depth;
        while (Next(xml) && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "f") throw Formula(column, row, sheet);
            if (xml.LocalName == "v") value = Text(xml);
            else if (xml.LocalName == "t") (inline ??= new()).Append(Text(xml));
        }
        if (inline is not null) value = inline.ToString();
        if (string.IsNullOrEmpty(value)) return null;
        switch (type)
        {
            case "s":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < texts.Length ? texts[i] : throw Broken(null);
            case "str" or "inlineStr" or "e":
                return value;
            case "b":
                return value == "1" ? "是" : "否";
            case "d":
                return value;
        }
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return value;
        if (int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var s) && s < isDate.Length && isDate[s] && number is >= 1 and < 2_958_466)
        {
            var day = DateTime.FromOADate(number + (from1904 ? 1462 : 0));
            return day.TimeOfDay == TimeSpan.Zero ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : day.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        }
        // 41.805700000000002 is how 41.8057 is kept; whole numbers are written out, for codes of twelve digits.
        return Math.Abs(number) < 1e15 ? number.ToString("0.###############", CultureInfo.InvariantCulture) : value;
    }

    string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement) return "";
        string text;
        try { text = xml.ReadString(); }
        catch (Exception e) when (e is InvalidDataException or XmlException or EndOfStreamException) { throw Broken(e); }
        return text.Length <= limits.Characters ? text : throw new RuleBroken("intake.cell_too_long", "有单元格文字过长，不像是台账。");
    }

    string[] ReadShared()
    {
        using var zip = ZipFile.OpenRead(path);
        if (zip.GetEntry("xl/sharedStrings.xml") is null) return [];
        List<string> texts = [];
        long characters = 0;
        using var xml = Part(zip, "xl/sharedStrings.xml");
        var text = new StringBuilder();
        while (Next(xml))
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si")
            {
                text.Clear();
                if (xml.IsEmptyElement) texts.Add("");
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "rPh") xml.Skip();
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "t") text.Append(Text(xml));
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "si")
            {
                texts.Add(text.ToString());
                characters += text.Length + 16;
                if (characters > SharedCharacters) throw Bomb();
            }
        }
        return [.. texts];
    }

    /// <summary>For each cell style, whether it shows a date.</summary>
    bool[] ReadStyles()
    {
        using var zip = ZipFile.OpenRead(path);
        if (zip.GetEntry("xl/styles.xml") is null) return [];
        HashSet<int> dateFormats = [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58];
        List<bool> styles = [];
        var inCells = false;
        using var xml = Part(zip, "xl/styles.xml");
        while (Next(xml))
        {
            if (xml.LocalName == "cellXfs") inCells = xml.NodeType == XmlNodeType.Element;
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && (xml.GetAttribute("formatCode") ?? "").Split(';')[0] is var code && code.Contains('y', StringComparison.OrdinalIgnoreCase))
                dateFormats.Add(id);
            if (xml.LocalName == "xf" && inCells)
                styles.Add(int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var format) && dateFormats.Contains(format));
        }
        return [.. styles];
    }

    XmlReader Part(ZipArchive zip, string name)
    {
        var entry = zip.GetEntry(name) ?? throw Broken(null);
        Stream content;
        try { content = entry.Open(); }
        catch (InvalidDataException e) { throw Broken(e); }
        return XmlReader.Create(new Counted(content, entry.Length), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, IgnoreComments = true, IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = limits.Unpacked,
        });
    }

    static bool Next(XmlReader xml)
    {
        try { return xml.Read(); }
        catch (Exception e) when (e is InvalidDataException or XmlException or EndOfStreamException) { throw Broken(e); }
    }

    static int Column(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (c is not (>= 'A' and <= 'Z')) break;
            column = column * 26 + (c - 'A' + 1);
            if (column > 1_000_000) break;
        }
        return column - 1;
    }

    static RuleBroken Bomb() => new("intake.bomb", "压缩内容解开后过大，不像是台账，已拒绝读取。请用 Excel 或 WPS 另存一份再上传。", 413);

    static RuleBroken Broken(Exception? inner) =>
        new("intake.broken", "文件已损坏，或内容与文件头不符，无法读取。请用 Excel 或 WPS 打开后另存一份再上传。", 415) { Data = { ["inner"] = inner?.Message } };

    /// <summary>Lets exactly as many bytes through as the header promised; more or fewer is a lie.</summary>
    sealed class Counted(Stream inner, long promised) : Stream
    {
        long read;

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            read += count;
            if (read > promised || count == 0 && buffer.Length > 0 && read < promised) throw new InvalidDataException("length differs from the header");
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => read; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
