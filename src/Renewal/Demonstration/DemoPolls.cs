using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;
using Seat = Renewal.Participation.Seat;

namespace Renewal.Demonstration;

/// <summary>
/// Holds the consultations of one community as its people would: the committee calls, the street freezes the roll, residents vote by letter and phone or on
/// paper, both offices type, the result hangs. Each call does the next thing that the day allows.
/// </summary>
/// <param name="scene">a scope in which the holder of a role acts</param>
/// <param name="services">where residents act, each proved by their own session</param>
/// <param name="share">yes in a hundred by kind and round; null for what the figures say</param>
public sealed class DemoPolls(Func<string, Task<AsyncServiceScope>> scene, IServiceProvider services, CommunityId community, DemoFigures figures, int seed, Func<Task<FileId>> scan,
    Func<string, int, int?>? share = null)
{
    /// <summary>What a step waits for. Model, enclosure and wishes stand on the sheet of round 1, covenant and rules on the ballot of round 2 (office-rules, Consultations 12).</summary>
    static (string Kind, string[] Lines)? For(string step) => step switch
    {
        "S1.06" => ("first", ["works", "management", "cost", "model", "closure", "wishes"]),
        "S2.03" => ("second", ["scheme", "covenant", "assembly"]),
        "S2.13" => ("satisfaction", ["satisfaction"]),
        _ => null,
    };

    /// <returns>whether something was done; false when the step wants no consultation, or only time helps</returns>
    public async Task<bool> Move(string step, CancellationToken stop = default)
    {
        if (For(step) is not { } wanted) return false;
        var kind = ConsultationKinds.Of(wanted.Kind);
        var (enters, confirms) = (kind.Enters[0], kind.Confirms[0]);
        var latest = await Read(db => db.Set<Consultation>().AsNoTracking().Where(c => c.Community == community && c.Kind == kind.Code).OrderByDescending(c => c.Round).FirstOrDefaultAsync(stop));
        var now = services.GetRequiredService<TimeProvider>();
        switch (latest?.State)
        {
            case null or ConsultationState.CalledOff:
            case ConsultationState.Final when !Participation.Results.Passed(latest) && now.Today() >= latest.FinalAt!.Value.InChina().AddDays(31):
                var id = await As<DraftConsultation, ConsultationId>(enters, use => use.Run(new(community, kind.Code, [.. wanted.Lines.Select(l => new DraftConsultation.Line(l))],
                    "社区居委会 024-2555 0101（演示）", "改造屋面防水、外墙保温、上下水和院内道路；居民出资部分每户不超过 500 元，不强制。", SchemeVersion: $"V{(latest?.Round ?? 0) + (step == "S2.03" ? 2 : 1)}"), stop));
                var days = kind.NoticeDays.Length > 0 ? 15 : kind.RollDays.Length > 0 ? 8 : 0;
                var opens = now.Today().AddDays(days);
                await As<AnnounceConsultation, int>(enters, use => use.Run(new(id, opens, opens.AddDays(9)), stop));
                return true;
            case ConsultationState.Displayed when now.Today() > latest.RollTo || latest.RollTo == latest.RollFrom:
                await As<FreezeRoll, string>(confirms, use => use.Run(latest.Id, stop: stop));
                await As<PrintLetters, IReadOnlyList<PrintLetters.Letter>>(enters, use => use.Run(latest.Id, stop: stop));
                await As<PrintSheets, int>(enters, use => use.Run(latest.Id, stop: stop));
                return true;
            case ConsultationState.Frozen when now.Instant() >= latest.ClosesAt:
                await As<CloseConsultation>(enters, use => use.Run(latest.Id, stop: stop));
                return true;
            case ConsultationState.Frozen when now.Instant() >= latest.OpensAt && !await Read(db => db.Set<Ballot>().AnyAsync(b => b.Consultation == latest.Id, stop)):
                await Vote(latest, stop);
                return true;
            case ConsultationState.Preliminary when await Read(db => db.Set<AuditCall>().Where(a => a.Consultation == latest.Id && a.Outcome == AuditOutcome.Waiting).Select(a => a.Id).ToListAsync(stop)) is { Count: > 0 } calls:
                foreach (var call in calls) await As<RecordAuditCall>(Roles.CountyOffice, use => use.Run(latest.Id, call, AuditOutcome.Confirmed, stop: stop));
                return true;
            case ConsultationState.Preliminary when latest.ObjectionDays == 0 || now.Today() > latest.ObjectionsTo:
                await As<FinishConsultation>(confirms, use => use.Run(latest.Id, stop: stop));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Most answer on the phone, some on paper, some not at all.</summary>
    async Task Vote(Consultation c, CancellationToken stop)
    {
        var (seats, lines) = await Read(async db => (await db.Set<Seat>().AsNoTracking().Where(s => s.Consultation == c.Id && s.Asked).OrderBy(s => s.Place).ToListAsync(stop),
            await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == c.Id).OrderBy(l => l.Order).ToListAsync(stop)));
        var random = new Random(seed);
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(seats));
        // The share of yes is of the whole roll, so that it is what it is meant to be; those beyond it say no, abstain or nothing.
        var wanted = share?.Invoke(c.Kind, c.Round) ?? c.Kind switch { "first" => figures.Yes, "second" => figures.OwnersYes + 6, _ => figures.Satisfied };
        List<(Seat Seat, IReadOnlyDictionary<int, string> Answers)> online = [], paper = [];
        for (var i = 0; i < seats.Count; i++)
        {
            var yes = i * 100 < seats.Count * wanted;
            if (!yes && random.Next(3) == 0) continue;
            var answers = lines.ToDictionary(l => l.Order, l => Answer(l.QuestionOf, yes, random));
            (i % 9 == 0 && paper.Count < 40 ? paper : online).Add((seats[i], answers));
        }
        // Two homes that say no are answered for by who rents them; the owner of the first has been told, of the second not yet.
        var tenants = c.Kind == "first" ? online.Where(o => o.Answers[1] != Choices.Yes).Take(2).Select(o => o.Seat).ToList() : [];
        foreach (var group in online.Chunk(256))
            await Task.WhenAll(group.Select(async o =>
            {
                await using var scope = services.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
                await scope.ServiceProvider.GetRequiredService<CastOnline>().Run(new(c.Id, o.Seat.Id, Factor.Phone, tenants.Contains(o.Seat)), Guid.CreateVersion7(), o.Answers, stop);
            }));
        if (tenants.Count > 0) await As<TellOwner>(c.KindOf.Enters[0], use => use.Run(c.Id, tenants[0].Number, "电话告知业主本人（演示）", stop));
        if (paper.Count == 0) return;
        var ids = paper.ConvertAll(p => p.Seat.Id);
        var serials = await Read(db => db.Set<PaperSheet>().Where(s => s.Consultation == c.Id && ids.Contains(s.Seat)).ToDictionaryAsync(s => s.Seat, s => s.Serial, stop));
        var (kind, image, today) = (c.KindOf, await scan(), services.GetRequiredService<TimeProvider>().Today());
        var keyed = paper.ConvertAll(p => new KeySheets.Keyed(serials[p.Seat.Id], p.Answers));
        await As<ReceiveSheets, int>(kind.Enters[0], use => use.Run(c.Id, keyed.ConvertAll(k => new ReceiveSheets.Sheet(k.Serial, today, image)), stop));
        await As<KeySheets, KeySheets.Answer>(kind.Enters[0], use => use.Run(c.Id, keyed, stop));
        await As<KeySheets, KeySheets.Answer>(kind.Confirms[0], use => use.Run(c.Id, keyed, stop));
    }

    static string Answer(Question question, bool yes, Random random) => question.Form switch
    {
        QuestionForm.YesNo => yes ? Choices.Yes : random.Next(4) == 0 ? Choices.Abstain : Choices.No,
        QuestionForm.Choice when question.Test == LineTest.Satisfaction => yes ? (random.Next(2) == 0 ? "very_good" : "good") : random.Next(2) == 0 ? "fair" : "poor",
        // Three wishes a home; what the catalogue names first is wished for most.
        QuestionForm.Many => string.Join('+', Enumerable.Range(0, 3).Select(_ => question.Options[random.Next(random.Next(question.Options.Count) + 1)].Code).Distinct()),
        _ => question.Options[yes ? 0 : random.Next(question.Options.Count)].Code,
    };

    async Task<T> Read<T>(Func<RenewalDb, Task<T>> read)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        return await read(scope.ServiceProvider.GetRequiredService<RenewalDb>());
    }

    async Task<T> As<TUse, T>(string role, Func<TUse, Task<T>> act) where TUse : notnull
    {
        await using var scope = await scene(role);
        return await act(scope.ServiceProvider.GetRequiredService<TUse>());
    }

    Task As<TUse>(string role, Func<TUse, Task> act) where TUse : notnull => As<TUse, bool>(role, async use => { await act(use); return true; });
}
