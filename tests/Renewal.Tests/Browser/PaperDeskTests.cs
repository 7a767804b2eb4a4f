using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Renewal.Access.Contract;
using Renewal.Participation;
using Renewal.Tests.Participation;
using Xunit;

namespace Renewal.Tests.InBrowser;

/// <summary>Paper as a committee with a scanner and a street with a keyboard work through it: no mouse between the first figure and the last.</summary>
public sealed class PaperDeskTests
{
    [Fact]
    [Clause("S1.06")]
    public async Task A_stack_is_sorted_by_its_codes_and_typed_blind_by_key_strokes()
    {
        await Chromium.Start();
        await using var village = await Village.Start(Village.Flats(8));
        var site = await village.World.Listen();
        var id = await village.Open("first");
        await village.As<PrintSheets, int>("committee", use => use.Run(id));
        var serials = await village.Read(db => db.Set<PaperSheet>().Where(s => s.Consultation == id).OrderBy(s => s.Place).Select(s => s.Serial).ToListAsync());
        await using var left = await Chromium.Window(site);
        var committee = await DeskTests.SignIn(left, await village.World.Staff(Roles.Committee, Village.Division));
        await committee.GotoAsync($"/consultations/{id}/stack");
        FilePayload Page(string name, string? serial, int seed) => new() { Name = name, MimeType = "image/jpeg", Buffer = ScanStackTests.Jpeg(ScanStackTests.Scan(serial, seed * 180 % 360, seed)) };
        await committee.SetInputFilesAsync("#file-scans", [Page("1.jpg", serials[0], 0), Page("2.jpg", serials[1], 1), Page("3.jpg", null, 2)]);
        await committee.ClickAsync("button:has-text('识别并入箱')");
        await committee.WaitForSelectorAsync("text=2 份已按二维码入箱");
        foreach (var width in (int[])[1440, 768, 390])
        {
            await committee.SetViewportSizeAsync(width, 900);
            await committee.Picture("desk-stack");
            await committee.ShouldFitItsWidth();
            if (width != 768) await committee.ShouldBeAccessible();
        }
        await committee.SetViewportSizeAsync(1440, 900);
        // A wrong number is told and the page stays to be assigned.
        await committee.FillAsync("input[name^=serial-]", serials[0]);
        await committee.ClickAsync("button:has-text('归位入箱')");
        await committee.WaitForSelectorAsync("text=已经入箱");
        await committee.FillAsync("input[name^=serial-]", serials[2]);
        await committee.ClickAsync("button:has-text('归位入箱')");
        await committee.WaitForSelectorAsync("text=1 份已归位入箱");

        await Key(committee, "111", "12x"); // the second sheet cannot be read
        await using var right = await Chromium.Window(site);
        var street = await DeskTests.SignIn(right, await village.World.Staff(Roles.Street, Village.Division[..9]));
        await Key(street, "111", "x");
        Assert.Equal([SheetState.Counted, SheetState.Spoiled, SheetState.Mismatch], await village.Read(db => db.Set<PaperSheet>().Where(s => s.State != SheetState.Printed).OrderBy(s => s.Place).Select(s => s.State).ToListAsync()));

        async Task Key(IPage page, string first, string second)
        {
            await page.GotoAsync($"/consultations/{id}/papers");
            await page.FocusAsync("table.keying select >> nth=0");
            await page.WaitForFunctionAsync("() => document.querySelector('[data-scan-view]').complete && document.querySelector('[data-scan-view]').naturalWidth > 0");
            await page.Keyboard.TypeAsync(first);
            await page.Keyboard.TypeAsync(second);
            // The third: no, back, a figure that there is not, yes (one side) and no (the other) to the last line.
            await page.Keyboard.PressAsync("2");
            await page.Keyboard.PressAsync("Backspace");
            await page.Keyboard.TypeAsync(page == committee ? "9111" : "9112");
            Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.matches('button.primary')"), "the last figure leads to the button");
            await page.Picture("desk-keying");
            await page.ShouldBeAccessible();
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForURLAsync("**/papers?done=*");
        }
    }
}
