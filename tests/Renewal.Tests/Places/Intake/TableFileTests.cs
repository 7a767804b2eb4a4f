using System.IO.Compression;
using System.Text;
using MiniExcelLibs;
using Renewal.Foundation;
using Renewal.Places.Intake;
using Xunit;

namespace Renewal.Tests.Places.Intake;

public sealed class TableFileTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("renewal-table-").FullName;
    public void Dispose() => Directory.Delete(folder, true);

    string File(byte[] bytes, string name = "f.csv")
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    static string Code(Action act) => Assert.Throws<RuleBroken>(act).Code;
    static void Read(string path) => TableFile.Open(path).Rows().Count();

    const string Text = "小区名称,栋数\r\n\"工人,新村\",61栋\r\n\r\n\"两\n行\",\n";

    public static TheoryData<string, byte[]> Encodings()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new()
        {
            { "UTF-8 with mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)] },
            { "UTF-8", Encoding.UTF8.GetBytes(Text) },
            { "GBK", Encoding.GetEncoding("GBK").GetBytes(Text) },
            { "UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)] },
            { "tabs", Encoding.UTF8.GetBytes(Text.Replace("工人,新村", "工人，新村").Replace(',', '\t').Replace("工人，新村", "工人,新村")) },
        };
    }

    [Theory, MemberData(nameof(Encodings))]
    public void Csv_is_read_in_the_encoding_and_with_the_delimiter_it_has(string name, byte[] bytes)
    {
        Assert.NotEmpty(name);
        var rows = TableFile.Open(File(bytes)).Rows().ToArray();
        Assert.Equal<string>(["小区名称", "栋数"], rows[0].Cells!);
        Assert.Equal((2, "工人,新村", "61栋"), (rows[1].Number, rows[1][0], rows[1][1]));
        Assert.True(rows[2].IsEmpty);
        Assert.Equal((4, "两\n行"), (rows[3].Number, rows[3][0]));
        Assert.Null(rows[3][7]);
    }

    [Fact]
    public void A_workbook_is_read_with_its_dates_and_numbers()
    {
        var path = Path.Combine(folder, "w.xlsx");
        MiniExcel.SaveAs(path, new[] { new { 名称 = "工人新村", 日期 = new DateTime(2000, 12, 31), 经度 = 41.8057, 代码 = 210106001002L, 有 = true } });
        var table = TableFile.Open(path);
        var rows = table.Rows().ToArray();
        Assert.Equal<string>(["名称", "日期", "经度", "代码", "有"], rows[0].Cells!);
        Assert.Equal<string>(["工人新村", "2000-12-31", "41.8057", "210106001002", "是"], rows[1].Cells!);
        Assert.Equal(["Sheet1"], table.Sheets);
    }

    [Theory]
    [InlineData("", "intake.empty")]
    [InlineData("  \n ", "intake.empty")]
    [InlineData("%PDF-1.7 …", "intake.not_a_table")]
    [InlineData("<html><table>", "intake.not_a_table")]
    [InlineData("{\"a\":1}", "intake.not_a_table")]
    [InlineData("MZ\0\0\u0001", "intake.not_a_table")]
    [InlineData("名称,数\n甲,=1+1\n", "intake.formula")]
    public void What_is_no_table_of_values_is_refused(string content, string code) => Assert.Equal(code, Code(() => Read(File(Encoding.UTF8.GetBytes(content)))));

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.Equal("intake.not_a_table", Code(() => Read(File([0x89, 0x50, 0x4E, 0x47, 1, 0, 255, 255]))));

    [Fact]
    public void An_old_or_locked_workbook_is_told_apart()
    {
        byte[] old = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]];
        Assert.Equal("intake.old_excel", Code(() => Read(File(old))));
        Assert.Equal("intake.encrypted", Code(() => Read(File([.. old, .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[64]]))));
    }

    [Fact]
    public void A_hundred_megabytes_and_one_are_refused_unread()
    {
        var path = Path.Combine(folder, "big.csv");
        using (var stream = System.IO.File.Create(path)) stream.SetLength((100L << 20) + 1);
        Assert.Equal("intake.too_large", Code(() => Read(path)));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(1_000_000)]
    public void A_million_columns_are_refused(int columns) =>
        Assert.Equal("intake.too_many_columns", Code(() => Read(File(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Repeat("列", columns)))))));

    [Fact]
    public void A_million_columns_in_a_workbook_are_refused() =>
        Assert.Equal("intake.too_many_columns", Code(() => Read(Book("<row r=\"1\"><c r=\"BDWGN1\"><v>1</v></c></row>"))));

    [Fact]
    public void A_formula_in_a_workbook_is_refused_and_named()
    {
        var refused = Assert.Throws<RuleBroken>(() => Read(Book("<row r=\"5\"><c r=\"D5\"><f>1+1</f><v>2</v></c></row>")));
        Assert.Equal("intake.formula", refused.Code);
        Assert.Contains("D5", refused.Message);
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_it_is_unpacked() =>
        Assert.Equal("intake.bomb", Code(() => Read(Book(new string(' ', 60_000_000)))));

    [Theory]
    [InlineData(+5_000)]
    [InlineData(-200)]
    public void A_zip_header_that_lies_about_the_size_is_refused(int lie)
    {
        var path = Book("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>" + new string(' ', 500));
        var bytes = System.IO.File.ReadAllBytes(path);
        // The central directory says how long an entry is unpacked (offset 24 of its record): change it for the sheet.
        for (var i = bytes.Length - 46; i > 0; i--)
            if (bytes.AsSpan(i).StartsWith("PK\u0001\u0002"u8) && Encoding.ASCII.GetString(bytes, i + 46, 13) == "xl/worksheets")
            {
                var length = BitConverter.ToInt32(bytes, i + 24);
                BitConverter.TryWriteBytes(bytes.AsSpan(i + 24), length + lie);
            }
        Assert.Equal("intake.broken", Code(() => Read(File(bytes, "lie.xlsx"))));
    }

    [Theory]
    [InlineData("xl/vbaProject.bin", "intake.macros")]
    [InlineData(null, "intake.not_a_table")]
    public void Macros_and_other_zips_are_refused(string? extra, string code)
    {
        if (extra is not null)
        {
            var path = Book("");
            using (var zip = ZipFile.Open(path, ZipArchiveMode.Update)) zip.CreateEntry(extra);
            Assert.Equal(code, Code(() => Read(path)));
            return;
        }
        var other = Path.Combine(folder, "o.zip");
        using (var zip = ZipFile.Open(other, ZipArchiveMode.Create)) zip.CreateEntry("a.txt");
        Assert.Equal(code, Code(() => Read(other)));
    }

    [Theory]
    [InlineData("<row r=\"1\"><c r=\"A1\">")]
    [InlineData("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row>")]
    public void A_broken_workbook_is_refused(string rows) => Assert.Equal("intake.broken", Code(() => Read(Book(rows))));

    [Fact]
    public void A_document_type_declaration_is_refused() =>
        Assert.Equal("intake.broken", Code(() => Read(Book("<row r=\"1\"/>", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>"))));

    [Theory]
    [InlineData(0, "A")]
    [InlineData(25, "Z")]
    [InlineData(26, "AA")]
    [InlineData(701, "ZZ")]
    [InlineData(702, "AAA")]
    public void Columns_are_named_as_the_spreadsheet_program_does(int column, string letters) => Assert.Equal(letters, TableFile.Letters(column));

    string Book(string rows, string doctype = "")
    {
        var path = Path.Combine(folder, Guid.CreateVersion7() + ".xlsx");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        Write("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
        Write("xl/workbook.xml", $"<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
        Write("xl/worksheets/sheet1.xml", $"{doctype}<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        return path;

        void Write(string name, string text)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}
