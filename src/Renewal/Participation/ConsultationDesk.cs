using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Participation.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Participation;

/// <summary>What the acts on a consultation have in common: load within reach, ask for the duty, find the seat, write.</summary>
public sealed class ConsultationDesk(RenewalDb db, ProcessLog log, IGuideline guideline)
{
    /// <summary>Who may call a consultation: those who enter its papers, the owners' side, and the county office.</summary>
    public const string Callers = Roles.Committee + "," + Roles.Street + "," + Roles.Owners + "," + Roles.CountyOffice;

    /// <summary>Who sees consultations at work.</summary>
    public const string Readers = Roles.Ground + "," + Roles.Offices + "," + Roles.Owners + "," + Roles.Surveyor + "," + Roles.Witness + "," + Roles.Auditor;

    /// <summary>Who works at its doors, papers and seats: those who enter, those who confirm, and the county office.</summary>
    public const string Workers = Roles.Committee + "," + Roles.Street + "," + Roles.CountyOffice + "," + Roles.Surveyor;

    public RenewalDb Db => db;

    /// <exception cref="RuleBroken">consultation.unknown (404): not there or out of reach</exception>
    public async Task<Consultation> Load(ConsultationId id, CancellationToken stop = default) =>
        await db.Set<Consultation>().SingleOrDefaultAsync(c => c.Id == id, stop) ?? throw Unknown();

    /// <summary>An act on one consultation.</summary>
    /// <param name="version">version that was seen; null where there is nothing to overwrite</param>
    public Task<T> On<T>(Process process, ConsultationId id, int? version, string? opinion, Func<ProcessRun, Consultation, Task<T>> work, CancellationToken stop = default) =>
        log.Run(process, async run =>
        {
            var consultation = await Load(id, stop);
            if (version is { } seen && seen != consultation.Version)
                throw new RuleBroken("stale", "这条记录刚被他人修改过，请刷新后再办理，您填写的内容没有覆盖对方的修改。", 412);
            return await work(run, consultation);
        }, opinion, stop);

    public Task On(Process process, ConsultationId id, int? version, string? opinion, Func<ProcessRun, Consultation, Task> work, CancellationToken stop = default) =>
        On<bool>(process, id, version, opinion, async (run, c) => { await work(run, c); return true; }, stop);

    public Task<Parameter> Line(Consultation consultation, string id, DateOnly day, CancellationToken stop = default) => guideline.Parameter(id, consultation.Division, day, stop);

    public Task<WorkingDays> WorkingDays(CancellationToken stop = default) => guideline.WorkingDays(stop);

    /// <summary>Days a parameter asks for; 0 where the kind has none.</summary>
    public async Task<int> Days(Consultation consultation, string id, DateOnly day, CancellationToken stop = default) =>
        id.Length == 0 ? 0 : (int)(await Line(consultation, id, day, stop)).Needed();

    public async Task<List<BallotLine>> Lines(ConsultationId id, CancellationToken stop = default) =>
        await db.Set<BallotLine>().AsNoTracking().Where(l => l.Consultation == id).OrderBy(l => l.Order).ToListAsync(stop);

    /// <summary>A seat by its number, as printed.</summary>
    /// <exception cref="RuleBroken">seat.unknown (404)</exception>
    public async Task<Seat> Seat(ConsultationId id, string number, CancellationToken stop = default)
    {
        var wanted = number.Trim();
        return await db.Set<Seat>().SingleOrDefaultAsync(s => s.Consultation == id && s.Number == wanted, stop)
            ?? throw new RuleBroken("seat.unknown", $"名册上没有「{wanted}」。", 404) { Field = "Number" };
    }

    /// <exception cref="RuleBroken">duty.role (403)</exception>
    public static void Require(Actor actor, IEnumerable<string> roles, string what)
    {
        if (!roles.Contains(actor.Role)) throw new RuleBroken("duty.role", $"{what}由{string.Join('、', roles.Select(Roles.Zh))}办理。", 403);
    }

    /// <summary>Never the same organisation on both sides of one item, nor the same person under two hats (office-rules, Cases 5).</summary>
    /// <exception cref="RuleBroken">sides.same (403)</exception>
    public static void RequireOther(Actor actor, Guid by, Guid? organisation)
    {
        if (actor.Id == by || actor.Organisation is { } own && own == organisation) throw new RuleBroken("sides.same", "复核须由另一个单位的另一个人办理。", 403);
    }

    public async Task RequireFile(FileId? file, string zh, CancellationToken stop = default)
    {
        if (file is not { } id || !await db.Set<FileRow>().AnyAsync(f => f.Id == id, stop)) throw new RuleBroken("paper.missing", $"请上传{zh}。") { Field = "File" };
    }

    public static RuleBroken Unknown() => new("consultation.unknown", "没有这次征询，或不在您的管辖范围内。", 404);
}
