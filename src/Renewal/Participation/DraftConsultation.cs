using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Participation.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>
/// Puts a consultation together: kind, circle, lines. A new poll after one that failed asks a new version, and not before 30 days (S1.06,
/// consultation.repoll.days).
/// </summary>
public sealed class DraftConsultation(ConsultationDesk desk, ProcessLog log, IPlaces places, IRoll roll)
{
    static readonly Process Drafting = new("participation.draft", "起草征询");

    /// <param name="Question">code of the catalogue</param>
    /// <param name="Zh">wording on the ballot; null for the catalogue's own</param>
    /// <param name="Building">number of the building whose line it is; null for the whole circle</param>
    public sealed record Line(string Question, string? Zh = null, string? Building = null, string? Stairwell = null);

    /// <param name="Building">number of the building, and of the stairwell, where only that decides</param>
    /// <param name="SchemeVersion">version of the scheme asked about</param>
    /// <param name="Explained">in plain words: what is asked, what it costs a home</param>
    /// <param name="Contact">office or person to ask; with its telephone behind, unless <paramref name="Phone"/> gives that apart</param>
    /// <param name="Phone">digits and dashes</param>
    public sealed record Request(CommunityId Community, string Kind, IReadOnlyList<Line> Lines, string Contact, string Explained, string? Title = null, string SchemeVersion = "",
        FileId? SchemeFile = null, string? Building = null, string? Stairwell = null, string? Phone = null);

    /// <exception cref="RuleBroken">consultation.*, places.community_unknown (404), duty.role (403)</exception>
    public Task<ConsultationId> Run(Request request, CancellationToken stop = default) => log.Run(Drafting, async run =>
    {
        var kind = ConsultationKinds.Of(request.Kind);
        // A survey of satisfaction is asked by a third party: whoever did the works may call it, not put it.
        ConsultationDesk.Require(run.Actor, ConsultationDesk.Callers.Split(',').Concat(kind.Enters), "发起征询");
        var community = await places.Community(request.Community, stop) ?? throw new RuleBroken("places.community_unknown", "没有这个小区，或不在您的管辖范围内。", 404);
        var (contact, explained) = (request.Contact.Trim(), request.Explained.Trim());
        if (request.Phone?.Trim() is { } phone)
        {
            if (phone.Length is < 7 or > 20 || phone.Any(d => !char.IsAsciiDigit(d) && d != '-')) throw new RuleBroken("consultation.phone", "请填写咨询电话，只写数字和短横线，如 024-25550101。") { Field = "Phone" };
            if (contact.Length > 0) contact = $"{contact} {phone}";
        }
        if (contact.Length is 0 or > 200) throw new RuleBroken("consultation.contact", "请填写咨询单位和电话，公告上要写。") { Field = "Contact" };
        if (explained.Length is 0 or > 4000) throw new RuleBroken("consultation.explained", "请用居民看得懂的话说明征询什么、每户出多少钱。") { Field = "Explained" };
        var lines = request.Lines.Count > 0 ? request.Lines : [.. kind.Asks.Select(q => new Line(q))];
        foreach (var asked in kind.Asks)
            if (lines.All(l => l.Question != asked)) throw new RuleBroken("consultation.asks", $"{kind.Zh}必须征询「{ConsultationKinds.Question(asked).Zh}」。") { Field = "Lines" };
        if (lines.Count == 0) throw new RuleBroken("consultation.no_lines", "请至少选择一个征询事项。") { Field = "Lines" };
        foreach (var line in lines)
            if (!kind.Asks.Contains(line.Question) && !kind.MayAsk.Contains(line.Question))
                throw new RuleBroken("consultation.may_not_ask", $"{kind.Zh}不能征询「{ConsultationKinds.Question(line.Question).Zh}」。") { Field = "Lines" };

        var units = (await roll.Of(community.Id, stop)).Units;
        var (circle, of, circleName) = CircleOf(request.Building, request.Stairwell);
        var db = run.Db;
        var earlier = await db.Set<Consultation>().Where(c => c.Community == community.Id && c.Kind == kind.Code && c.Circle == circle && c.CircleOf == of)
            .OrderByDescending(c => c.Round).ToListAsync(stop);
        if (earlier.FirstOrDefault(c => c.State is not (ConsultationState.Final or ConsultationState.CalledOff)) is { } running)
            throw new RuleBroken("consultation.running", $"「{running.Title}」还没有结束，不能同时再发起一次。", 409);
        if (earlier.FirstOrDefault(c => c.State == ConsultationState.Final) is { } last && !Results.Passed(last) && kind.Code is "first" or "second" or "model" or "covenant")
        {
            var line = await desk.Line(last, "consultation.repoll.days", run.Today, stop);
            var days = run.Today.DayNumber - last.FinalAt!.Value.InChina().DayNumber;
            if (!line.Holds(days)) throw new RuleBroken("consultation.too_soon", $"上次未通过，须满 {line.Needed()} 日才能再次征询，还差 {line.Needed() - days} 日。", 409);
            if (kind.Code is "first" or "second" && request.SchemeVersion.Trim() == last.SchemeVersion)
                throw new RuleBroken("consultation.same_version", $"上次未通过的是方案 {last.SchemeVersion}，再次征询须用新版本的方案。", 409) { Field = "SchemeVersion" };
        }
        // T6.8: below the line follows rectification, and the next survey not before ten working days.
        if (earlier.FirstOrDefault(c => c.State == ConsultationState.Final) is { } survey && kind.Asks.Contains("satisfaction") && !Results.Passed(survey))
        {
            var line = await desk.Line(survey, "satisfaction.again.days", run.Today, stop);
            if ((await desk.WorkingDays(stop)).Between(survey.FinalAt!.Value.InChina(), run.Today) is var days && !line.Holds(days))
                throw new RuleBroken("consultation.too_soon", $"上次测评未达标，整改后满 {line.Needed()} 个工作日才能再次测评，还差 {line.Needed() - days} 个工作日。", 409);
        }
        var round = (earlier.FirstOrDefault()?.Round ?? 0) + 1;
        var title = request.Title?.Trim() is { Length: > 0 and <= 100 } given ? given : $"{community.Name}{(circle == Circle.Community ? "" : circleName)}{kind.Zh}{(round > 1 ? $"（第 {round} 次）" : "")}";
        var consultation = new Consultation(ConsultationId.New(), community.Id, community.Division, kind.Code, round, title, run.Actor.Organisation ?? Guid.Empty, run.Actor.OrganisationName, contact)
        {
            Circle = circle, CircleOf = of, CircleName = circleName, Explained = explained, SchemeVersion = request.SchemeVersion.Trim(), SchemeFile = request.SchemeFile,
            MadeBy = run.Actor.Id, MadeAt = run.At,
        };
        if (request.SchemeFile is { } file)
            consultation.SchemeHash = await db.Set<FileRow>().Where(f => f.Id == file).Select(f => f.Hash).SingleOrDefaultAsync(stop)
                ?? throw new RuleBroken("paper.no_file", "找不到所附的方案文件，请重新上传。") { Field = "SchemeFile" };
        db.Add(consultation);
        var order = 0;
        foreach (var line in lines)
        {
            var question = ConsultationKinds.Question(line.Question);
            var (lineCircle, _, _) = CircleOf(line.Building ?? request.Building, line.Stairwell ?? request.Stairwell);
            db.Add(new BallotLine(consultation.Id, community.Id, ++order, question, line.Zh?.Trim() is { Length: > 0 and <= 300 } zh ? zh : question.Zh, lineCircle,
                line.Building ?? request.Building ?? "", line.Stairwell ?? request.Stairwell ?? ""));
        }
        run.Fact(new ConsultationDrafted(consultation.Id, community.Id, kind.Code, title, round));
        return consultation.Id;

        (Circle, Guid?, string) CircleOf(string? building, string? stairwell)
        {
            if (string.IsNullOrWhiteSpace(building)) return (Circle.Community, null, "全小区");
            if (units.FirstOrDefault(u => u.Building == building.Trim()) is not { } inside) throw new RuleBroken("consultation.building", $"底册里没有 {building} 号楼。") { Field = "Building" };
            if (string.IsNullOrWhiteSpace(stairwell)) return (Circle.Building, inside.BuildingId.Value, $"{building} 号楼");
            return units.FirstOrDefault(u => u.Building == building.Trim() && u.Stairwell == stairwell.Trim())?.StairwellId is { } s ? (Circle.Stairwell, s.Value, $"{building} 号楼 {stairwell} 单元")
                : throw new RuleBroken("consultation.stairwell", $"底册里没有 {building} 号楼 {stairwell} 单元。") { Field = "Stairwell" };
        }
    }, stop: stop);
}
