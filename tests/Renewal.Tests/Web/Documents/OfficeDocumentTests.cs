using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Renewal.Web.Documents;
using UglyToad.PdfPig;
using Xunit;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace Renewal.Tests.Web.Documents;

/// <summary>One model, two writers: what is said comes out of both, and out of the PDF as the very characters that went in.</summary>
public sealed class OfficeDocumentTests
{
    const string Hard = "老旧小区改造立项用地面积：龙凤里３号楼，老年食堂用水、用电、用气，面向全体业主。";

    static readonly OfficeDocument notice = new("关于老旧小区改造方案征求意见的公告", Layout.Official)
    {
        Number = "沈铁西改办发〔2026〕12号", Addressee = "工人新村小区全体产权人",
        Body =
        [
            new Heading("一、征询事项"), new Paragraph(Hard),
            new Table([new("序号", 1, Align.Centre), new("事项", 5), new("面积（m²）", 2, Align.Right)], [["1", "外墙保温", "66,783.97"], ["2", "加装电梯", "44,522.65"]]),
            new CodeBlock("https://jiugai.example/c/17", 30, [new Paragraph("扫码查看方案") { Indent = false }]),
        ],
        Attachments = ["改造方案", "表决票样"],
        Signature = new("工人村社区居民委员会", new DateOnly(2026, 11, 5)),
    };

    static string Text(byte[] pdf)
    {
        using var file = PdfDocument.Open(pdf);
        return string.Concat(file.GetPages().Select(p => p.Text));
    }

    static string Flat(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    [Fact]
    public void The_text_of_a_pdf_is_the_text_that_was_written()
    {
        var text = Text(PdfWriter.Bytes("公告", notice));
        foreach (var said in (string[])[notice.Title, notice.Number!, notice.Addressee + "：", Hard, "66,783.97", "44,522.65", "附件：1. 改造方案", "2. 表决票样", "工人村社区居民委员会", "2026年11月5日", "— 1 —"])
            Assert.Contains(Flat(said), Flat(text));
        // The radicals that plain drawing would put in place of 老, 立, 用, 面, 龙, 食, 水, 气.
        Assert.DoesNotContain(text, c => c is >= '\u2e80' and <= '\u2fdf');
    }

    [Fact]
    public void Every_character_of_the_faces_comes_back_as_itself()
    {
        // GB 2312 and the table of standard characters with their rare ones from beyond the basic plane.
        var text = string.Concat(Enumerable.Range(0x4e00, 0x5200).Select(c => ((char)c).ToString()).Where(c => Typeface.Song.Set(c)[0].Id != 0)) + "𬇙𬍛𫭟𪨶㛃䴓〇①②○●□…—《》〔〕";
        Assert.True(text.Length > 7500);
        var read = Text(PdfWriter.Bytes("字", new OfficeDocument("", Layout.Sheet) { Body = [new Paragraph(text) { Indent = false }, new Paragraph(text) { Bold = true, Indent = false }] }));
        Assert.Equal(text + text, System.Text.RegularExpressions.Regex.Replace(read, "第 \\d+ 页 共 \\d+ 页", ""));
    }

    [Fact]
    public void A_character_the_face_lacks_shows_as_a_box_and_breaks_nothing()
    {
        const string Lacking = "张𪚥（四龙为名）";
        Assert.Equal(0, Typeface.Song.Set(Lacking)[1].Id);
        var document = new OfficeDocument(Lacking, Layout.Sheet) { Body = [new Paragraph(Lacking + "\u0001\ud840尾\t。\r\n次行")] };
        Assert.Contains("四龙为名）", Text(PdfWriter.Bytes("缺字", document)));
        Assert.Contains("尾 。", Words(DocxWriter.Bytes("缺字", document)));
    }

    [Fact]
    public void The_document_for_clerks_is_valid_and_says_the_same()
    {
        var file = DocxWriter.Bytes("公告", notice, notice with { Layout = Layout.Sheet, Foot = "表决票 000012" });
        using (var docx = WordprocessingDocument.Open(new MemoryStream(file), false))
        {
            Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Microsoft365).Validate(docx).Select(e => $"{e.Path?.XPath}: {e.Description}"));
            var page = docx.MainDocumentPart!.Document!.Body!.Descendants<W.SectionProperties>().First();
            var margin = page.GetFirstChild<W.PageMargin>()!;
            // 37, 35, 28 and 26 mm in twentieths of a point (GB/T 9704-2012, 5.2).
            Assert.Equal((2098, 1984, 1587u, 1474u), (margin.Top!.Value, margin.Bottom!.Value, margin.Left!.Value, margin.Right!.Value));
            Assert.Contains(docx.MainDocumentPart.Document.Descendants<W.RunFonts>(), f => f.EastAsia == "方正小标宋简体");
            Assert.Equal(2, docx.MainDocumentPart.ImageParts.Count());
        }
        var words = Words(file);
        foreach (var said in (string[])[notice.Title, notice.Number!, notice.Addressee + "：", Hard, "66,783.97", "附件：1. 改造方案", "工人村社区居民委员会", "2026年11月5日"]) Assert.Contains(said, words);
    }

    static string Words(byte[] file)
    {
        using var docx = WordprocessingDocument.Open(new MemoryStream(file), false);
        return docx.MainDocumentPart!.Document!.Body!.InnerText;
    }

    [Fact]
    public void Twenty_two_lines_of_twenty_eight_characters_fill_a_page()
    {
        // GB/T 9704-2012, 5.2.3.
        static int Pages(int characters)
        {
            using var file = PdfDocument.Open(PdfWriter.Bytes("", new OfficeDocument("", Layout.Official) { Body = [new Paragraph(new string('字', characters)) { Indent = false }] }));
            return file.NumberOfPages;
        }
        Assert.Equal((1, 2), (Pages(22 * 28), Pages(22 * 28 + 1)));
    }

    [Fact]
    public void Every_document_begins_a_page_and_counts_its_own()
    {
        static OfficeDocument Of(int lines) => new("", Layout.Sheet) { Foot = $"单{lines}", Body = [.. Enumerable.Repeat(new Paragraph("行"), lines)] };
        using var file = PdfDocument.Open(PdfWriter.Bytes("", Of(1), Of(60), Of(2)));
        Assert.Equal(["行单1", "第 1 页 共 2 页", "第 2 页 共 2 页", "行行单2"], file.GetPages().Select(p => p.Text).Select((t, i) => i is 1 or 2 ? t[^11..] : t));
        Assert.Throws<ArgumentException>(() => PdfWriter.Bytes("", []));
    }

    [Fact]
    public void A_table_repeats_its_head_and_keeps_every_cell()
    {
        var rows = Enumerable.Range(1, 300).Select(i => (IReadOnlyList<string>)[$"行{i:000}", i == 150 ? string.Concat(Enumerable.Range(0, 400).Select(n => $"长{n:0000}")) : $"格{i:000}", ""]).ToArray();
        using var file = PdfDocument.Open(PdfWriter.Bytes("", new OfficeDocument("名册", Layout.Sheet) { Body = [new Table([new("房号", 1), new("面积", 1), new("备注", 1)], rows)] }));
        Assert.All(file.GetPages(), p => Assert.Contains("房号面积备注", p.Text));
        var text = System.Text.RegularExpressions.Regex.Replace(string.Concat(file.GetPages().Select(p => p.Text)), "第 \\d+ 页 共 \\d+ 页|房号面积备注", "");
        foreach (var row in rows.Where(r => r[1].Length < 9)) Assert.Contains(row[0] + row[1], text);
        for (var n = 0; n < 400; n++) Assert.Contains($"长{n:0000}", text);
        // Nothing stands outside the paper.
        Assert.All(file.GetPages(), p => Assert.All(p.Letters, l => Assert.InRange(l.BoundingBox.Bottom, 20, 842)));
    }
}
