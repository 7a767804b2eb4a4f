using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;

namespace Renewal.Bench;

/// <summary>
/// Running projects at every point of the 32 steps: each of the first forty has its earlier steps finished, three being confirmed, all with their required
/// papers sealed and their figures confirmed. They are made by the domain's own constructors in one recorded run; the rest are copies of them made by SQL
/// with other ids, beside the record, because walking ten thousand projects through the use cases would take hours. Only a bench may do that.
/// </summary>
static class ProjectSeed
{
    const int Patterns = 40, UnderWay = 3;
    const string Division = "210106001002";

    /// <returns>a community in the middle of its works</returns>
    public static async Task<CommunityId> Make(FreshStore store, int projects, CancellationToken stop)
    {
        await using var scope = store.Open();
        var services = scope.ServiceProvider;
        var guideline = services.GetRequiredService<IGuideline>();
        var gates = services.GetRequiredService<GateDesk>();
        var db = services.GetRequiredService<RenewalDb>();
        var patterns = Math.Min(Patterns, projects);
        var calendar = await guideline.WorkingDays(stop);
        CommunityId middle = default;
        await services.GetRequiredService<ProcessLog>().Run(Seeded.Process, async run =>
        {
            var day = run.Today.AddDays(-60);
            var template = await guideline.TemplateFor(Division, day, stop);
            for (var i = 0; i < patterns; i++)
            {
                var community = new ResidentialCommunity(CommunityId.New(), Division, $"测试小区 {i}")
                {
                    Code = $"GX{i:00}", BuiltYear = 1986, Households = 1286, Buildings = 24, State = CommunityState.Delivering,
                };
                if (i == patterns / 2) middle = community.Id;
                var dossier = Walk(template, calendar, gates, community, i, i * template.Steps.Count / patterns, day, run);
                run.Db.Add(community);
                run.Db.Add(dossier.Project);
                run.Db.AddRange(dossier.Members.Concat<object>(dossier.Lots).Concat(dossier.Touches).Concat(dossier.Records).Concat(dossier.Papers).Concat(dossier.Figures));
            }
            run.Fact(new Seeded("projects", patterns));
        }, stop: stop);
        await Copy(db, patterns, projects, stop);
        var count = await db.Projects.CountAsync(stop);
        Console.WriteLine($"{count:N0} projects, {await db.Steps.CountAsync(stop):N0} records, {await db.StepPapers.CountAsync(stop):N0} papers, {await db.StepFigures.CountAsync(stop):N0} figures");
        return count == projects ? middle : throw new InvalidOperationException($"{count} projects of {projects}: copies met");
    }

    static Dossier Walk(ProcessTemplate template, WorkingDays calendar, GateDesk gates, ResidentialCommunity community, int number, int finished, DateOnly day, ProcessRun run)
    {
        var project = new RenovationProject(ProjectId.New(), $"210106-2026-{number:00000}", community.Name, Division, template.Version, day, run.At);
        var dossier = new Dossier(project, template, calendar, run.Today);
        var member = new ProjectCommunity(project.Id, community.Id, community.Name, Division, day);
        var lot = new Lot(LotId.New(), project.Id, "一标段");
        dossier.Members.Add(member);
        dossier.Lots.Add(lot);
        dossier.Touches.Add(new LotCommunity(lot.Id, project.Id, community.Id));
        Actor first = new(Guid.CreateVersion7(), "录入人", Guid.CreateVersion7(), "录入单位", "street", Division),
            second = new(Guid.CreateVersion7(), "复核人", Guid.CreateVersion7(), "复核单位", "county_office", Division);
        foreach (var (step, at) in template.Steps.Take(finished + UnderWay).Select((s, i) => (s, i)))
        {
            var record = new StepRecord(project.Id, step.Id, dossier.ScopesOf(step).First(), 1);
            record.Open(day, run.At, null);
            record.Submit(first.Organisation!.Value, first.Id, first.OrganisationName);
            if (at < finished) record.Finish(day.AddDays(at), run.At, second.Organisation!.Value, second.Id, second.OrganisationName, null, template.Version);
            dossier.Records.Add(record);
            foreach (var asked in step.Papers.Where(p => p.Required))
            {
                var paper = new StepPaper(record, asked.Code, asked.Zh, asked.Seal, first, run.At);
                paper.ComeIn(first.OrganisationName, null, day, FileId.New(), false);
                dossier.Papers.Add(paper);
            }
            var form = gates.FormOfAll(step.Id);
            if (form.Count == 0) continue;
            var figures = new StepFigures(record, null, 1, form.ToDictionary(f => f.Code, f => Value(f, day)), day, first, run.At);
            figures.Confirm(second, run.At);
            dossier.Figures.Add(figures);
        }
        member.Stand(StepGraph.StandingOf(dossier, member));
        return dossier;
    }

    /// <summary>Something a gate can count with; whether it passes is no matter here, that it computes is.</summary>
    static string Value(FigureField field, DateOnly day) => field.Kind switch
    {
        FigureKind.Count => field.Code is "no" or "abstain" or "objections_open" ? "0" : "1000",
        FigureKind.Money or FigureKind.Area => "100000",
        FigureKind.Date => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FigureKind.YesNo => "1",
        FigureKind.Choice => field.Choices![0].Code,
        FigureKind.CreditCode => "91210100MA0P4XQE7B",
        _ => "测试",
    };

    /// <summary>Each id of a copy keeps its first 28 signs and ends on the number of the copy: what belonged together still does.</summary>
    static async Task Copy(RenewalDb db, int patterns, int projects, CancellationToken stop)
    {
        var postgres = db is PostgresRenewalDb;
        var copies = (projects - 1) / patterns;
        if (copies == 0) return;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        foreach (var type in (Type[])[typeof(ResidentialCommunity), typeof(RenovationProject), typeof(ProjectCommunity), typeof(Lot), typeof(LotCommunity),
            typeof(StepRecord), typeof(StepPaper), typeof(StepFigures)])
        {
            var entity = db.Model.FindEntityType(type)!;
            var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
            var columns = entity.GetProperties().Select(p => (Property: p, Name: $"\"{p.GetColumnName(table)}\"")).ToList();
            var values = columns.Select(c =>
                (c.Property.GetTypeMapping().Converter?.ProviderClrType ?? Nullable.GetUnderlyingType(c.Property.ClrType) ?? c.Property.ClrType) == typeof(Guid)
                    ? postgres ? $"(left({c.Name}::text, 28) || lpad(to_hex(n), 8, '0'))::uuid" : $"substr({c.Name}, 1, 28) || printf('%08X', n)"
                : c.Name == "\"ScopeKey\""
                    ? $"CASE WHEN length({c.Name}) = 32 THEN substr({c.Name}, 1, 24) || {(postgres ? "lpad(to_hex(n), 8, '0')" : "printf('%08x', n)")} ELSE {c.Name} END"
                : c.Name is "\"Number\"" && type == typeof(RenovationProject) || c.Name == "\"Code\"" && type == typeof(ResidentialCommunity)
                    ? $"{c.Name} || '-' || n" : c.Name);
            var numbers = postgres ? $"generate_series(1, {copies}) AS n" : $"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {copies}) SELECT n FROM c)";
            var sql = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", columns.Select(c => c.Name))}) SELECT {string.Join(", ", values)} FROM \"{table.Name}\", {numbers}";
            await db.Database.ExecuteSqlRawAsync(sql, stop);
        }
        await transaction.CommitAsync(stop);
        await db.Database.ExecuteSqlRawAsync("ANALYZE", stop);
    }
}
