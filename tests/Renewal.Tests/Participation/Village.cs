using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Files;
using Xunit;
using Seat = Renewal.Participation.Seat;

namespace Renewal.Tests.Participation;

/// <summary>A small community with a roll, its committee, street and county office, in which tests hold consultations by the real use cases.</summary>
sealed class Village : IAsyncDisposable
{
    public const string Division = "210106001002";
    readonly Dictionary<string, Actor> actors = [];

    Village(World world, CommunityId community) => (World, Community) = (world, community);

    public World World { get; }
    public CommunityId Community { get; }
    public FileId Scan { get; private set; }

    /// <summary>A flat of the roll.</summary>
    /// <param name="Owner">owners by name, joined by +; the same name is the same owner everywhere</param>
    public sealed record Flat(string Building, string Stairwell, string Door, decimal? Area, string Owner, OwnerSide Side = OwnerSide.Private, int Homes = 1, string? Phone = null,
        UnitUse Use = UnitUse.Home, AreaSource Source = AreaSource.Register);

    /// <summary>So many flats of one building, each of its own owner, four on a floor.</summary>
    public static Flat[] Flats(int count, decimal area = 60m, string building = "1") =>
        [.. Enumerable.Range(0, count).Select(i => new Flat(building, (i / 20 + 1).ToString(), $"{i % 20 / 4 + 1}0{i % 4 + 1}", area, $"{building}号楼业主{i + 1}", Phone: $"1391{building}00{i:0000}"[..11]))];

    public static async Task<Village> Start(IReadOnlyList<Flat> flats, Store store = Store.Sqlite, DateTimeOffset? now = null, Action<IServiceCollection>? services = null, params string[] settings)
    {
        var world = await World.Start(store, now, services, ["--Sms:Sender=file", .. settings]);
        var village = new Village(world, CommunityId.New());
        await using var scene = world.As();
        var personal = scene.Get<PersonalData>();
        await scene.Get<ProcessLog>().Run(new Process("test.village", "登记小区"), run =>
        {
            var id = village.Community;
            run.Db.Add(new ResidentialCommunity(id, Division, "工人新村"));
            Dictionary<string, BuildingId> buildings = [];
            Dictionary<(string, string), StairwellId> stairwells = [];
            Dictionary<string, OwnerId> owners = [];
            foreach (var f in flats)
            {
                if (!buildings.TryGetValue(f.Building, out var building)) run.Db.Add(new Building(buildings[f.Building] = building = BuildingId.New(), id, f.Building));
                StairwellId? stairwell = null;
                if (f.Stairwell.Length > 0)
                {
                    if (!stairwells.TryGetValue((f.Building, f.Stairwell), out var known)) run.Db.Add(new Stairwell(stairwells[(f.Building, f.Stairwell)] = known = StairwellId.New(), id, building, f.Stairwell));
                    stairwell = known;
                }
                var unit = new Unit(UnitId.New(), id, building, stairwell, $"{f.Building}-{f.Stairwell}-{f.Door}")
                {
                    Door = f.Door, Floor = f.Door[0] - '0', ExclusiveArea = f.Area is { } m2 ? Area.SquareMetres(m2) : null, AreaSource = f.Area is null ? AreaSource.Unknown : f.Source,
                    Side = f.Side, Use = f.Use,
                };
                run.Db.Add(unit);
                foreach (var name in f.Owner.Split('+', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (!owners.TryGetValue(name, out var owner))
                    {
                        owners[name] = owner = OwnerId.New();
                        var row = new Owner(owner, id, unit.Key, OwnerKind.Person) { Name = personal.Seal("places_owners.Name", owner.Value, name) };
                        if (f.Phone is { } phone) (row.Phone, row.PhoneIndex) = (personal.Seal("places_owners.Phone", owner.Value, phone), personal.Index("places_owners.Phone", phone));
                        run.Db.Add(row);
                    }
                    run.Db.Add(new Ownership(Guid.CreateVersion7(), id, unit.Key, owner, 1, 1));
                }
                for (var h = 0; f.Use == UnitUse.Home && h < f.Homes; h++) run.Db.Add(new Home(HomeId.New(), id, unit.Key, unit.Number + (f.Homes == 1 ? "" : "甲乙丙"[h..(h + 1)])));
            }
            village.Scan = FileId.New();
            run.Db.Add(new FileRow { Id = village.Scan, Community = id, Hash = new string('0', 64), Bytes = 1, Kind = default, Name = "票.pdf", At = run.At });
            run.Fact(new Registered(id));
            return Task.CompletedTask;
        });
        return village;
    }

    sealed record Registered(CommunityId Id) : IFact
    {
        public string Subject => $"community/{Id}";
        public string Zh => "登记小区";
    }

    /// <summary>Households that live in flats, each with a telephone.</summary>
    public async Task Lives(params (string Number, Tenure Tenure, string Phone)[] households)
    {
        await using var scene = World.As();
        var personal = scene.Get<PersonalData>();
        await scene.Get<ProcessLog>().Run(new Process("test.households", "登记住户"), async run =>
        {
            run.Fact(new Registered(Community));
            foreach (var (number, tenure, phone) in households)
            {
                var unit = await run.Db.Set<Unit>().SingleAsync(u => u.Community == Community && u.Number == number);
                var id = HouseholdId.New();
                run.Db.Add(new Household(id, Community, unit.Key, (await run.Db.Set<Home>().FirstAsync(h => h.Unit == unit.Key.Value)).Id)
                {
                    Tenure = tenure, Phone = personal.Seal("places_households.Phone", id.Value, phone), PhoneIndex = personal.Index("places_households.Phone", phone),
                });
            }
        });
    }

    /// <summary>The officer of a role; each role has an organisation of its own.</summary>
    public Actor Who(string role) => actors.TryGetValue(role, out var actor) ? actor : actors[role] = new Actor(Guid.CreateVersion7(), $"{role} 甲", Guid.CreateVersion7(), $"{role} 单位", role, Division);

    public async Task<T> As<TUse, T>(Actor actor, Func<TUse, Task<T>> act) where TUse : notnull
    {
        await using var scene = World.As(actor, Reach.Division(Division));
        return await act(scene.Get<TUse>());
    }

    public Task<T> As<TUse, T>(string role, Func<TUse, Task<T>> act) where TUse : notnull => As(Who(role), act);
    public Task As<TUse>(string role, Func<TUse, Task> act) where TUse : notnull => As<TUse, bool>(role, async use => { await act(use); return true; });

    public async Task<T> Read<T>(Func<RenewalDb, Task<T>> read)
    {
        await using var scene = World.As();
        return await read(scene.Db);
    }

    public Task<Consultation> Load(ConsultationId id) => Read(db => db.Set<Consultation>().AsNoTracking().SingleAsync(c => c.Id == id));
    public Task<Guid> Seat(ConsultationId id, string number) => Read(db => db.Set<Seat>().Where(s => s.Consultation == id && s.Number == number).Select(s => s.Id).SingleAsync());

    /// <summary>To 09:00 in China of the day after so many days.</summary>
    public void Days(int days) => World.Clock.SetUtcNow(World.Clock.Today().AddDays(days).ToDateTime(new TimeOnly(1, 0), DateTimeKind.Utc));

    public Task<ConsultationId> Draft(string kind, params DraftConsultation.Line[] lines) => As<DraftConsultation, ConsultationId>("committee", use =>
        use.Run(new(Community, kind, lines, "工人新村社区居委会 024-25550101", "屋面防水、外墙保温、上下水改造，居民每户出资不超过 500 元。", SchemeVersion: "V1")));

    /// <summary>Announced, displayed and frozen; the clock stands at the opening, at 09:00 of the first day of voting.</summary>
    public async Task<ConsultationId> Open(string kind, int votingDays = 10, int extension = 0, params DraftConsultation.Line[] lines)
    {
        var id = await Draft(kind, lines);
        var wait = ConsultationKinds.Of(kind) switch { { NoticeDays.Length: > 0 } => 15, { RollDays.Length: > 0 } => 8, _ => 0 };
        var opens = World.Clock.Today().AddDays(wait);
        var (caller, confirms) = (ConsultationKinds.Of(kind).Enters[0], ConsultationKinds.Of(kind).Confirms[0]);
        await As<AnnounceConsultation, int>(caller == "surveyor" ? "county_office" : "committee", use => use.Run(new(id, opens, opens.AddDays(votingDays - 1), extension)));
        Days(wait);
        await As<FreezeRoll, string>(confirms, use => use.Run(id));
        return id;
    }

    public async Task<BallotReceipt> Online(ConsultationId id, string number, string answers, Guid? ballot = null)
    {
        var seat = await Seat(id, number);
        await using var scene = World.As();
        return await scene.Get<CastOnline>().Run(new(id, seat, Factor.Phone), ballot ?? Guid.CreateVersion7(), Choices.Read(answers));
    }

    /// <summary>Prints what is missing, receives, types twice; null answers are a spoiled sheet.</summary>
    public async Task Paper(ConsultationId id, params (string Number, string? Answers)[] sheets)
    {
        await As<PrintSheets, int>("committee", use => use.Run(id));
        foreach (var part in sheets.Chunk(50))
        {
            var serials = await Serials(id, part.Select(s => s.Number));
            var keyed = part.Select(s => new KeySheets.Keyed(serials[s.Number], s.Answers is { } a ? Choices.Read(a) : null)).ToList();
            var kind = (await Load(id)).KindOf;
            await As<ReceiveSheets, int>(kind.Enters[0], use => use.Run(id, [.. part.Select(s => new ReceiveSheets.Sheet(serials[s.Number], World.Clock.Today(), Scan))]));
            await As<KeySheets, KeySheets.Answer>(kind.Enters[0], use => use.Run(id, keyed));
            await As<KeySheets, KeySheets.Answer>(kind.Confirms[0], use => use.Run(id, keyed));
        }
    }

    public Task<Dictionary<string, string>> Serials(ConsultationId id, IEnumerable<string> numbers)
    {
        var wanted = numbers.ToList();
        return Read(db => db.Set<PaperSheet>().Where(s => s.Consultation == id && wanted.Contains(s.Number) && s.State != SheetState.Replaced).ToDictionaryAsync(s => s.Number, s => s.Serial));
    }

    /// <summary>Goes past the close and counts.</summary>
    public async Task Close(ConsultationId id)
    {
        var closes = await Read(db => db.Set<BallotBoxRow>().Where(b => b.Consultation == id).Select(b => b.ClosesAt).SingleAsync());
        if (World.Clock.GetUtcNow() < closes) World.Clock.SetUtcNow(closes.AddHours(9));
        await As<CloseConsultation>((await Load(id)).KindOf.Enters[0], use => use.Run(id));
    }

    /// <summary>Calls back what was drawn, waits out the display and makes the result final.</summary>
    public async Task Finish(ConsultationId id)
    {
        foreach (var call in await Read(db => db.Set<AuditCall>().Where(a => a.Consultation == id && a.Outcome == AuditOutcome.Waiting).Select(a => a.Id).ToListAsync()))
            await As<RecordAuditCall>("county_office", use => use.Run(id, call, AuditOutcome.Confirmed));
        var c = await Load(id);
        if (c.ObjectionDays > 0 && World.Clock.Today() <= c.ObjectionsTo) Days(c.ObjectionsTo!.Value.DayNumber - World.Clock.Today().DayNumber + 1);
        await As<FinishConsultation>(c.KindOf.Confirms[0], use => use.Run(id));
    }

    public async Task<LineCount> Count(ConsultationId id, int order = 1)
    {
        await using var scene = World.As();
        return (await scene.Get<Recount>().Run(await scene.Db.Set<Consultation>().AsNoTracking().SingleAsync(c => c.Id == id))).Lines.Single(l => l.Order == order);
    }

    /// <summary>What the step's gate says today; and that it says the same of what it read ahead.</summary>
    public async Task<Verdict> Gate(string step, string? milestone = null, string figures = "")
    {
        await using var scene = World.As();
        var today = World.Clock.Today();
        var gate = scene.Services.GetServices<IGate>().Single(g => g.Step == step && g.Milestone == milestone);
        var question = new GateQuestion(ProjectId.New(), Community, Division, step, 1, today, await scene.Get<IGuideline>().TemplateFor(Division, today),
            new Figures(figures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1])), new HashSet<string>())
        {
            FiguresOf = (_, _) => Task.FromResult(Figures.None),
        };
        var verdict = await gate.Judge(question);
        await gate.Ahead([Community, CommunityId.New()]);
        var again = await gate.Judge(question);
        Assert.Equal((verdict.State, verdict.ReasonZh, verdict.Figure, verdict.Link), (again.State, again.ReasonZh, again.Figure, again.Link));
        return verdict;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
