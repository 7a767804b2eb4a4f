using Microsoft.AspNetCore.Http.HttpResults;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation.Contract;
using Renewal.Participation.Documents;
using Renewal.Storage;
using Renewal.Web.Documents;

namespace Renewal.Participation;

/// <summary>Notice and result of a consultation as office papers, from what the house knows of it.</summary>
public sealed class ConsultationPapers(VotersDoor door, IGuideline guideline, IServiceScopeFactory scopes)
{
    /// <param name="site">base address of the residents' pages</param>
    /// <exception cref="RuleBroken">consultation.unknown (404), consultation.not_counted (409)</exception>
    public async Task<(string Title, OfficeDocument Document)> Of(ConsultationId id, string which, string site, CancellationToken stop = default)
    {
        var (notice, facts) = await Known(id, site, stop);
        var c = notice.Consultation;
        if (which == "notice") return ($"{c.Title}公告", VotingNotice.Of(facts, new(c.RollFrom!.Value, c.RollTo!.Value, "小区公示栏和本页"), null, c.NoticeOn!.Value, []));
        if (!c.Counted) throw new RuleBroken("consultation.not_counted", "计票以后才有结果公告。", 409);
        var final = c.State == ConsultationState.Final;
        return ($"{c.Title}结果公告", ResultNotice.Of(Result(facts, notice, final), null, (final ? c.FinalAt : c.PreliminaryAt)!.Value.InChina()));
    }

    /// <summary>A picture for chat groups, or a poster (PDF) for stairwells: the result once it is final, before that the turnout alone.</summary>
    /// <param name="poster">null for the picture</param>
    /// <exception cref="RuleBroken">consultation.unknown (404), ballot.not_open (409)</exception>
    public async Task<byte[]> Card(ConsultationId id, string site, PosterPaper? poster = null, CancellationToken stop = default)
    {
        var (notice, facts) = await Known(id, site, stop);
        if (notice.Consultation.State == ConsultationState.Final)
        {
            var result = Result(facts, notice, true);
            return poster is { } sheet ? ResultCard.Poster(result, sheet) : ResultCard.Png(result);
        }
        var t = notice.Turnout ?? throw new RuleBroken("ballot.not_open", "还没有开始收票。", 409);
        var turnout = new TurnoutFacts(facts, t.TakingPart, notice.Needed.Line > 0 ? (new Share(notice.Needed.Line, t.Asked), $"至少 {notice.Needed.Line:N0} {notice.Consultation.KindOf.Seats.Zh()}参与") : null,
            [.. t.ByBuilding.Select(b => new BuildingTurnout(b.Building, b.TakingPart, b.Asked))], notice.AsOf);
        return poster is { } paper ? TurnoutCard.Poster(turnout, paper) : TurnoutCard.Png(turnout);
    }

    /// <summary>The roll as it hangs: numbers and areas, no names.</summary>
    /// <exception cref="RuleBroken">consultation.unknown (404)</exception>
    public async Task<(string Title, OfficeDocument Document)> Roll(ConsultationId id, string site, CancellationToken stop = default)
    {
        var (notice, facts) = await Known(id, site, stop);
        var c = notice.Consultation;
        var buildings = (await door.Roll(id, stop)).GroupBy(s => s.Building).Select(b => new BuildingSeats($"{b.Key} 号楼", [.. b.Select(s => new SeatLabel(s.Number, s.Area.Hundredths > 0 ? s.Area : null, s.Estimated))]));
        return ($"{c.Title}名册", RollList.Of(facts, new(c.RollFrom!.Value, c.RollTo!.Value, "小区公示栏和本页"), [.. buildings], c.NoticeOn!.Value));
    }

    /// <summary>What papers say of a consultation that has been announced.</summary>
    /// <exception cref="RuleBroken">consultation.unknown (404)</exception>
    internal async Task<(PublicConsultation Notice, ConsultationFacts Facts)> Known(ConsultationId id, string site, CancellationToken stop = default)
    {
        var notice = await door.Notice(id, stop) ?? throw ConsultationDesk.Unknown();
        return (notice, await Facts(notice, site, stop));
    }

    async Task<ConsultationFacts> Facts(PublicConsultation notice, string site, CancellationToken stop)
    {
        var c = notice.Consultation;
        List<AskedLine> lines = [];
        foreach (var l in notice.Lines) lines.Add(new(l.Order.ToString(System.Globalization.CultureInfo.InvariantCulture), l.Zh, l.QuestionOf.Item > 0 ? l.QuestionOf.Item : null, await Passes(c, l, stop),
            l.QuestionOf.Form == QuestionForm.YesNo ? null : [.. l.QuestionOf.Options.Select(o => o.Zh)], l.QuestionOf.Form == QuestionForm.Many));
        return new ConsultationFacts
        {
            Community = notice.Community, Name = c.KindOf.Zh, Scope = c.CircleName, Seats = c.KindOf.Seats, TotalSeats = c.KindOf.Seats == SeatKind.Unit ? c.Owners : c.Seats,
            TotalArea = c.KindOf.Seats == SeatKind.Unit ? c.RollArea : null, Initiator = c.InitiatorName, Contact = ContactOf(c), Opens = c.OpensAt!.Value, Closes = c.ClosesAt!.Value,
            Lines = lines,
            Ways = c.KindOf.Channels.Aggregate(Ways.AtTheDoor, (w, ch) => w | ch switch { Channel.Online => Ways.Online, Channel.StairwellList => Ways.StairwellList, _ => Ways.Paper }) | (c.KindOf.Seats == SeatKind.Unit ? Ways.Proxy : 0),
            Page = $"{site}c/{c.Id}",
            Wishes = notice.Lines.Any(l => l.Question is "works" or "scheme") ? await Wishes(c, stop) : null,
        };
    }

    /// <summary>What a survey that was counted before the notice hung came to: public like every counted result, so read as the system.</summary>
    async Task<string?> Wishes(Consultation c, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var counted = await scope.ServiceProvider.GetRequiredService<INeeds>().Of([c.Community], stop);
        return counted.TryGetValue(c.Community, out var n) && n.On <= c.NoticeOn && n.Consultation != c.Id && n.Wishes.Where(w => w.Households > 0).Take(5).ToList() is { Count: > 0 } most
            ? $"居民需求调查（{OfficeDates.Zh(n.On)}计票）：全部 {n.Roll:N0} 户中 {n.Answered:N0} 户答复，希望的户最多的依次是{string.Join('、', most.Select(w => $"{w.Zh}（{w.Households:N0} 户）"))}。" : null;
    }

    /// <summary>Office and telephone are typed in one line, as on every notice; the papers print them apart.</summary>
    static Contact ContactOf(Consultation c)
    {
        var phone = System.Text.RegularExpressions.Regex.Match(c.Contact, @"\d[\d\- ]{5,}\d").Value;
        return phone.Length == 0 ? new(c.Contact, "—", c.InitiatorName) : new(c.Contact.Replace(phone, "", StringComparison.Ordinal).Trim(), phone, c.InitiatorName);
    }

    /// <summary>What a line needs, in the words of the city's parameters.</summary>
    async Task<string> Passes(Consultation c, BallotLine line, CancellationToken stop)
    {
        async Task<string> Words(string id) => (await guideline.Parameter(id, c.Division, c.NoticeOn!.Value, stop)) is var p ? $"{p.Of}{p.InWords}" : "";
        var special = CivilCode278.IsSpecial(line.QuestionOf.Item) ? "special" : "ordinary";
        return line.QuestionOf.Test switch
        {
            LineTest.Households => await Words("consultation.first.share") + "同意",
            LineTest.Owners => $"同意面积占{await Words("consultation.second.area")}，同意人数占{await Words("consultation.second.owners")}；并符合民法典第二百七十八条",
            LineTest.Code => $"{await Words("code278.participation.area")}且{await Words("code278.participation.owners")}参与，参与者中{await Words($"code278.{special}.area")}、{await Words($"code278.{special}.owners")}同意",
            LineTest.Majority or LineTest.Choice => await Words("consultation.majority"),
            LineTest.Satisfaction => await Words("satisfaction.strict") + "满意",
            _ => "征求意见，供参考",
        };
    }

    static ResultFacts Result(ConsultationFacts facts, PublicConsultation notice, bool final)
    {
        var c = notice.Consultation;
        var owners = c.KindOf.Seats == SeatKind.Unit;
        Tallied T(Weight w) => new(owners ? w.Owners : w.Seats, owners ? w.Area : Area.Zero);
        var lines = notice.Result.Select((r, i) => new ResultLine(facts.Lines[i], r.Line.QuestionOf.Form == QuestionForm.YesNo ? T(r.Count.Yes) : T(r.Count.Options.Values.MaxBy(o => o.Seats)),
            new(r.Count.No, Area.Zero), new(r.Count.Abstain, Area.Zero), r.Verdict is { } v ? [v] : []));
        return new(facts, new(owners ? notice.Turnout!.OwnersTakingPart : notice.Turnout!.TakingPart, owners ? notice.Turnout.AreaTakingPart : Area.Zero), [.. lines], final, c.PreliminaryAt!.Value.InChina(),
            c.ObjectionsTo ?? c.PreliminaryAt.Value.InChina(), notice.Objections);
    }
}

/// <summary>Files of a consultation over HTTP: what hangs on the board is everybody's; the recount asks for a purpose.</summary>
static class ConsultationFiles
{
    public static void Map(WebApplication app)
    {
        var board = app.MapGroup("/c/{id:guid}").AllowAnonymous().WithTags("consultations");
        foreach (var which in (string[])["notice", "result"])
        {
            var paper = which;
            board.MapGet($"/{paper}.docx", async (Guid id, ConsultationPapers papers, HttpRequest http, CancellationToken stop) =>
            {
                var (title, document) = await papers.Of(new(id), paper, Site(http), stop);
                return TypedResults.File(DocxWriter.Bytes(title, document), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", title + ".docx");
            });
            board.MapGet($"/{paper}.pdf", async (Guid id, ConsultationPapers papers, HttpRequest http, CancellationToken stop) =>
            {
                var (title, document) = await papers.Of(new(id), paper, Site(http), stop);
                return TypedResults.File(PdfWriter.Bytes(title, document), "application/pdf", title + ".pdf");
            });
        }
        board.MapGet("/roll.pdf", async (Guid id, ConsultationPapers papers, HttpRequest http, CancellationToken stop) =>
        {
            var (title, document) = await papers.Roll(new(id), Site(http), stop);
            return TypedResults.File(PdfWriter.Bytes(title, document), "application/pdf", title + ".pdf");
        });
        board.MapGet("/card.png", async (Guid id, ConsultationPapers papers, HttpRequest http, CancellationToken stop) => TypedResults.File(await papers.Card(new(id), Site(http), null, stop), "image/png"));
        board.MapGet("/poster.pdf", async (Guid id, ConsultationPapers papers, HttpRequest http, string? paper, CancellationToken stop) =>
            TypedResults.File(await papers.Card(new(id), Site(http), paper == "A3" ? PosterPaper.A3 : PosterPaper.A4, stop), "application/pdf", $"海报-{(paper == "A3" ? "A3" : "A4")}.pdf"));
        board.MapGet("/bundle.zip", async (Guid id, VotersDoor door, CancellationToken stop) =>
        {
            var (title, zip) = await door.Bundle(new(id), stop);
            return TypedResults.File(zip, "application/zip", $"{title}核验包.zip");
        });
        app.MapGet("/c/key.pem", (BallotHeads heads) => TypedResults.Text(heads.PublicKeyPem, "application/x-pem-file")).AllowAnonymous().WithTags("consultations");
        app.MapGet("/v/receipt.json", async Task<IResult> (HttpContext http, VotersDoor door, CancellationToken stop) =>
            door.Who(VoterCookie.Read(http)) is { } voter && await door.Receipt(voter, stop) is { } receipt
                ? TypedResults.File(System.Text.Encoding.UTF8.GetBytes(receipt.Json()), "application/json", "回执.json") : TypedResults.NotFound()).AllowAnonymous().WithTags("consultations");
        app.MapPost("/consultations/{id:guid}/recount", async (Guid id, [Microsoft.AspNetCore.Mvc.FromForm] string? purpose, OpenRecount recount, CancellationToken stop) =>
            TypedResults.File(await recount.Run(new(id), purpose, stop), "application/zip", "复核包.zip")).RequireAuthorization(p => p.RequireRole(OpenRecount.Openers.Split(','))).WithTags("consultations");

        var desk = app.MapGroup("/consultations/{id:guid}").RequireAuthorization(p => p.RequireRole(SeatPrints.Printers.Split(','))).ExcludeFromDescription();
        // Makes new codes: a form with its token, never an address that can be called by a link.
        desk.MapPost("/letters.pdf", async (Guid id, [Microsoft.AspNetCore.Mvc.FromForm] string? numbers, SeatPrints prints, HttpRequest http, CancellationToken stop) =>
            Pdf(await prints.Letters(new(id), SeatPrints.Numbers(numbers), Site(http), stop)));
        desk.MapGet("/sheets.pdf", async (Guid id, string? numbers, SeatPrints prints, HttpRequest http, CancellationToken stop) => Pdf(await prints.Sheets(new(id), SeatPrints.Numbers(numbers), Site(http), stop)));
        desk.MapGet("/slips.pdf", async (Guid id, string? numbers, SeatPrints prints, HttpRequest http, CancellationToken stop) => Pdf(await prints.Slips(new(id), SeatPrints.Numbers(numbers), Site(http), stop)));
        desk.MapGet("/lists.pdf", async (Guid id, SeatPrints prints, HttpRequest http, CancellationToken stop) => Pdf(await prints.Lists(new(id), Site(http), stop)));
    }

    static FileContentHttpResult Pdf((string Title, IReadOnlyList<OfficeDocument> Documents) print) => TypedResults.File(PdfWriter.Bytes(print.Title, print.Documents), "application/pdf", print.Title + ".pdf");

    static string Site(HttpRequest http) => $"{http.Scheme}://{http.Host}/";
}
