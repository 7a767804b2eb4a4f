using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Storage.Files;
using Renewal.Web.Documents;
using SkiaSharp;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>A stack from the scanner: upside down, askew, speckled, with empty backs and pages that are none of its sheets.</summary>
public sealed class ScanStackTests
{
    [Fact]
    [Clause("S1.06")]
    public async Task Pages_find_their_sheets_by_the_code_and_the_rest_is_handed_back_with_the_reason()
    {
        await using var village = await Village.Start(Village.Flats(16));
        var id = await village.Open("first");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var serials = (await village.Read(db => db.Set<PaperSheet>().Where(s => s.Consultation == id).OrderBy(s => s.Place).Select(s => s.Serial).ToListAsync()));
        List<(string, byte[])> stack =
        [
            .. serials.Take(8).Select((s, i) => ($"{i}.jpg", Jpeg(Scan(s, turn: i % 4 * 90 + i - 4, seed: i)))),
            ("rest.pdf", Pdf(serials.Skip(8).Take(4).Select((s, i) => Scan(s, turn: 180 * (i % 2), seed: i)).Append(Scan(null, 0, 9, print: false)))),
            ("twice.jpg", Jpeg(Scan(serials[0], 0, 1))),
            ("other.jpg", Jpeg(Scan("ZZZZ-0001-1-A", 0, 2))),
            ("letter.jpg", Jpeg(Scan(null, 0, 3))),
            ("broken.pdf", "%PDF-1.7 and no more"u8.ToArray()),
            ("note.txt", "not a picture"u8.ToArray()),
        ];
        var sorted = await village.As<ScanStack, ScanStack.Sorted>("committee", use => use.Run(id, stack, village.World.Clock.Today()));
        Assert.Equal((12, 1), (sorted.Received, sorted.Blank));
        Assert.Equal(["twice", "other", "letter", "broken", "note"], sorted.Left.Select(l => Path.GetFileNameWithoutExtension(l.Name)));
        Assert.Equal([$"{serials[0]} 的另一页", "「ZZZZ-0001-1-A」不是本次征询的票", "没有认出二维码"], sorted.Left.Take(3).Select(l => l.Why));
        Assert.All(sorted.Left.TakeLast(2), l => Assert.Null(l.Scan));
        var received = await village.Read(db => db.Set<PaperSheet>().Where(s => s.Consultation == id && s.State == SheetState.Received).OrderBy(s => s.Place).ToListAsync());
        Assert.Equal(serials.Take(12), received.Select(s => s.Serial));
        // Each sheet has its own page, also out of a PDF.
        Assert.Equal(12, received.Select(s => s.Scan).Distinct().Count());
        Assert.All(await village.Read(db => db.Set<FileRow>().Where(f => received.Select(r => r.Scan).Contains(f.Id)).ToListAsync()), f => Assert.True(f is { Kind: FileKind.Jpeg, Personal: true }));

        // What could never be assigned is not kept; a long name is.
        foreach (var day in (int[])[-1, 1])
            Assert.Equal("sheet.signed", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<ScanStack, ScanStack.Sorted>("committee", use => use.Run(id, stack[^2..], village.World.Clock.Today().AddDays(day))))).Code);
        Assert.Equal(LoosePage.NameLength, new LoosePage(await village.Load(id), 0, new string('长', 500), null, "", default, default).Name.Length);

        // The same stack once more puts nothing into the box.
        var again = await village.As<ScanStack, ScanStack.Sorted>("committee", use => use.Run(id, stack[..2], village.World.Clock.Today()));
        Assert.Equal((0, 2), (again.Received, again.Left.Count(l => l.Why.Contains(SheetWords.Zh(SheetState.Received), StringComparison.Ordinal))));
        Assert.Equal("duty.role", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<ScanStack, ScanStack.Sorted>("street", use => use.Run(id, stack[..1], village.World.Clock.Today())))).Code);

        // All seven wait with the consultation, and it is not counted without them.
        var waiting = await village.Read(db => db.Set<LoosePage>().AsNoTracking().Where(p => p.Consultation == id).OrderBy(p => p.At).ThenBy(p => p.Order).ToListAsync());
        // The clock stands still: both stacks are of one instant.
        Assert.Equal(sorted.Left.Concat(again.Left).OrderBy(l => l.Order).Select(l => l.Name).Order(), waiting.Select(p => p.Name).Order());
        await village.As<KeySheets, KeySheets.Answer>("committee", use => use.Run(id, [.. serials.Take(12).Select(s => new KeySheets.Keyed(s, Choices.Read("1=yes")))]));
        await village.As<KeySheets, KeySheets.Answer>("street", use => use.Run(id, [.. serials.Take(12).Select(s => new KeySheets.Keyed(s, Choices.Read("1=yes")))]));
        var closes = await village.Read(db => db.Set<BallotBoxRow>().Select(b => b.ClosesAt).SingleAsync());
        village.World.Clock.SetUtcNow(closes.AddMinutes(1));
        Assert.Equal("pages.waiting", await Refused<CloseConsultation>(use => use.Run(id)));

        // A page that was scanned before the close is a ballot of that time, also when its serial is found later; a new scan comes too late.
        Assert.Equal("ballot.closed", (await Assert.ThrowsAsync<RuleBroken>(() => village.As<ScanStack, ScanStack.Sorted>("committee", use => use.Run(id, stack[^2..], village.World.Clock.Today())))).Code);
        Guid Named(string name) => waiting.First(p => p.Name.StartsWith(name, StringComparison.Ordinal)).Id;
        Assert.Equal("page.why", await Refused<SortPages>(use => use.Run(id, new Dictionary<Guid, string>(), [Named("other")], "")));
        Assert.Equal("page.none", await Refused<SortPages>(use => use.Run(id, new Dictionary<Guid, string>(), [], "")));
        Assert.Equal("page.unknown", await Refused<SortPages>(use => use.Run(id, new Dictionary<Guid, string>(), [Guid.CreateVersion7()], "重复扫描")));
        Assert.Equal("sheet.unknown", await Refused<SortPages>(use => use.Run(id, new Dictionary<Guid, string> { [Named("letter")] = PaperSheet.SerialOf(id, 99, 1) }, [], null)));
        Assert.Equal("sheet.scan", await Refused<SortPages>(use => use.Run(id, new Dictionary<Guid, string> { [Named("broken")] = serials[13] }, [], null)));
        Assert.Equal("page.twice", await Refused<SortPages>(use => use.Run(id, new Dictionary<Guid, string> { [Named("letter")] = serials[12] }, [Named("letter")], "重复扫描")));
        Assert.Equal(1, await village.As<SortPages, int>("committee", use => use.Run(id, new Dictionary<Guid, string> { [Named("letter")] = serials[12] }, [.. waiting.Where(p => p.Id != Named("letter")).Select(p => p.Id)], "重复扫描")));
        Assert.Equal("page.done", await Refused<SortPages>(use => use.Run(id, new Dictionary<Guid, string> { [Named("letter")] = serials[13] }, [], null)));
        var late = await village.Read(db => db.Set<PaperSheet>().SingleAsync(s => s.Serial == serials[12]));
        Assert.Equal((SheetState.Received, waiting.Single(p => p.Id == Named("letter")).At), (late.State, late.ReceivedAt!.Value));
        await village.As<SortPages>("committee", use => use.Restore(id, Named("note")));
        Assert.Equal("sheets.waiting", await Refused<CloseConsultation>(use => use.Run(id)));
        foreach (var role in (string[])["committee", "street"]) await village.As<KeySheets, KeySheets.Answer>(role, use => use.Run(id, [new(serials[12], Choices.Read("1=yes"))]));
        Assert.Equal("pages.waiting", await Refused<CloseConsultation>(use => use.Run(id)));
        await village.As<SortPages, int>("committee", use => use.Run(id, new Dictionary<Guid, string>(), [Named("note")], "不是图片"));
        await village.As<CloseConsultation>("committee", use => use.Run(id));
        Assert.Equal(13, Results.Read(await village.Load(id))[0].Count.Yes.Seats);

        async Task<string> Refused<TUse>(Func<TUse, Task> act) where TUse : notnull => (await Assert.ThrowsAsync<RuleBroken>(() => village.As("committee", act))).Code;
    }

    /// <summary>A sheet at 200 dots per inch: the code 28 mm wide, lines of print, dust; turned by so many degrees.</summary>
    internal static SKBitmap Scan(string? serial, float turn, int seed, bool print = true)
    {
        var page = new SKBitmap(1654, 2339, SKColorType.Gray8, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(page);
        canvas.Clear(new SKColor(244, 244, 244));
        canvas.RotateDegrees(turn, page.Width / 2f, page.Height / 2f);
        // Turned sideways, the sheet is scaled to the page as a scanner does.
        if (Math.Abs(turn % 180) is > 45 and < 135) canvas.Scale(0.7f, 0.7f, page.Width / 2f, page.Height / 2f);
        using var ink = new SKPaint { Color = new SKColor(30, 30, 30) };
        for (var line = 0; print && line < 20; line++) canvas.DrawRect(160, 700 + line * 70, 900 + line * 17 % 400, 24, ink);
        if (serial is not null)
        {
            using var code = new SquareCode(serial);
            canvas.DrawRect(160, 260, 220, 220, new SKPaint { Color = SKColors.White });
            code.Draw(canvas, 160, 260, 220);
        }
        var random = new Random(seed);
        for (var dust = 0; dust < 300; dust++) canvas.DrawPoint(random.Next(page.Width), random.Next(page.Height), ink);
        return page;
    }

    internal static byte[] Jpeg(SKBitmap page)
    {
        using (page) return page.Encode(SKEncodedImageFormat.Jpeg, 60).ToArray();
    }

    /// <summary>As scanners write them: a page, a JPEG.</summary>
    static byte[] Pdf(IEnumerable<SKBitmap> pages)
    {
        using var bytes = new MemoryStream();
        using (var pdf = SKDocument.CreatePdf(bytes))
        {
            foreach (var page in pages)
            {
                using var image = SKImage.FromEncodedData(Jpeg(page));
                pdf.BeginPage(595, 842).DrawImage(image, new SKRect(0, 0, 595, 842), SKSamplingOptions.Default);
                pdf.EndPage();
            }
            pdf.Close();
        }
        return bytes.ToArray();
    }
}
