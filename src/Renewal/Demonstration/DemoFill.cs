using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Renewal.Storage;
using Renewal.Storage.Files;
using Renewal.Web;

namespace Renewal.Demonstration;

/// <summary>
/// Fills an empty store with a demonstration district: everything is done by the use cases, by people in posts, on a clock of its own, so that it
/// cannot hold a state that the product would refuse. The same seed gives the same district.
/// </summary>
public sealed class DemoFill : IAsyncDisposable
{
    public const string Password = "tiexi-gongrencun-1986";
    const int Seed = 210106;

    /// <summary>By this process a store is known to hold the demonstration.</summary>
    public static readonly Storage.Process Filling = new("demo.fill", "填充演示数据");

    sealed record DemonstrationBegun(int Seed, int Communities) : IFact
    {
        public string Subject => "demo";
        public string Zh => $"开始填充演示数据：{Communities} 个虚构小区";
    }

    readonly WebApplication app;
    readonly DemoClock clock;
    readonly DemoStaff staff;
    readonly Dictionary<CommunityId, FileId> scans = [];
    DemoPolls polls = null!;
    IReadOnlyList<(CommunityId Id, DemoCommunity Plan)> communities = [];

    /// <param name="settings">settings of the store to fill, as given on the command line</param>
    /// <param name="real">the clock that the story must not overtake; the system's if not given</param>
    public DemoFill(string[] settings, TimeProvider? real = null)
    {
        clock = new DemoClock(real ?? TimeProvider.System);
        // A host of its own on the same store: its clock must not be the clock of those who are already looking.
        app = Serving.Build([.. settings, "--Logging:LogLevel:Default=Warning", "--Serilog:MinimumLevel:Default=Warning", "--Demo:Fill=false"],
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        staff = new DemoStaff(app.Services, Password);
    }

    /// <summary>Whether the store is empty of communities and people.</summary>
    public static async Task<bool> IsWanted(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        return !await db.Processes.AnyAsync(p => p.Code == "access.open-account", stop) && !await db.Communities.AnyAsync(stop);
    }

    public IReadOnlyList<(string Login, string Name, string What)> Logins => staff.Logins;

    /// <summary>People, the list of communities, one complete roll: what a first look needs.</summary>
    public async Task Ground(int count, CancellationToken stop = default)
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Caller>().IsSystem();
            clock.LastDay = new DateOnly((await scope.ServiceProvider.GetRequiredService<IGuideline>().WorkingDays(stop)).LastYear, 12, 15);
            clock.Go(clock.RealNow.InChina().AddDays(-900));
            await scope.ServiceProvider.GetRequiredService<ProcessLog>().Run(Filling, run =>
            {
                run.Fact(new DemonstrationBegun(Seed, count));
                return Task.CompletedTask;
            }, stop: stop);
        }
        await Hire();
        await using (var scope = await Scene(Roles.CountyOffice, DemoCity.County))
        {
            var tree = await scope.ServiceProvider.GetRequiredService<IPlaces>().Divisions(stop);
            var committees = tree.Children(DemoCity.County).SelectMany(s => tree.Children(s.Code)).Select(c => c.Code).ToList();
            var plans = DemoCity.Communities(count, Seed, committees);
            var intakes = scope.ServiceProvider.GetRequiredService<Intakes>();
            await Take(intakes, DemoCity.Csv(plans, tree.Name), new("communities", "铁西区老旧小区台账（演示）.csv", DemoCity.County, CoordinateSystem.Wgs84), stop);
            var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
            var ids = await db.Communities.AsNoTracking().Where(c => c.Division.StartsWith(DemoCity.County)).Select(c => new { c.Id, c.Name }).ToListAsync(stop);
            communities = [.. plans.Join(ids, p => p.Name, i => i.Name, (p, i) => (i.Id, p))];
        }
        var first = communities[0];
        await using (var scope = await Scene(Roles.Street, first.Plan.Division))
            await Take(scope.ServiceProvider.GetRequiredService<Intakes>(), DemoRoll.Workbook(Seed), new("roll", "工人新村底册（演示）.xlsx", Community: first.Id), stop);
    }

    static async Task Take(Intakes intakes, byte[] file, UploadRequest request, CancellationToken stop)
    {
        using var content = new MemoryStream(file);
        var batch = await intakes.Upload(content, request, stop);
        var report = await intakes.Check(batch, stop: stop);
        if (!report.Storable) throw new InvalidOperationException($"the demonstration's own file was refused: {string.Join("; ", report.Problems.Take(5).Select(p => p.ToString()))}");
        await intakes.Confirm(batch, stop: stop);
    }

    /// <summary>Projects, each walked as far as its plan says.</summary>
    /// <param name="skip">projects to leave out at the beginning</param>
    /// <param name="most">at most so many</param>
    /// <param name="progress">done of all</param>
    public async Task Projects(int skip = 0, int most = int.MaxValue, Action<int, int>? progress = null, CancellationToken stop = default)
    {
        var wanted = communities.Where(c => c.Plan.Until is not null).Skip(skip).Take(most).ToList();
        var random = new Random(Seed + skip);
        for (var i = 0; i < wanted.Count && !stop.IsCancellationRequested; i++)
        {
            await Walk(wanted[i].Id, wanted[i].Plan, random, stop);
            progress?.Invoke(i + 1, wanted.Count);
        }
    }

    async Task Walk(CommunityId community, DemoCommunity plan, Random random, CancellationToken stop)
    {
        var until = plan.Until!.Value;
        var today = clock.RealNow.InChina();
        clock.Go(today.AddDays(-(until * 17 + 40 + random.Next(12) + (until > 29 ? 130 : 0))));
        var figures = plan.Figures(random);
        foreach (var role in (string[])[.. Roles.Assigned.Split(','), Roles.Residents]) await staff.Assign(role, community);
        if (community != communities[0].Id)
            await using (var scope = await Scene(Roles.Street, plan.Division))
                await Take(scope.ServiceProvider.GetRequiredService<Intakes>(), DemoRoll.Workbook(Seed + plan.Year, plan.Buildings, 3, plan.Address.Split(' ')[0], plan.Year),
                    new("roll", plan.Name + "底册（演示）.xlsx", Community: community), stop);
        polls = new DemoPolls(role => Scene(role, plan.Division), app.Services, community, figures, Seed + plan.Buildings, () => Scan(community, plan, stop));
        var project = await As<OpenProject, ProjectId>(Roles.CountyOffice, plan, use => use.Run(new([community], clock.Today()), stop));
        while (true)
        {
            var moved = false;
            var picture = await Picture(project);
            foreach (var line in picture.Steps)
            {
                // A step opens what others wait for: the picture is read anew only when something has moved.
                if (line.State == StepState.Finished) continue;
                if (picture.Steps.Count(s => s.State == StepState.Finished) >= until)
                {
                    await Leave(project, plan, community, figures, random, stop);
                    return;
                }
                if (line.State == StepState.NotStarted)
                {
                    if (line.Step == "S2.02" && !line.MayOpen && line.WhyNot is [var only] && only.Contains("X1", StringComparison.Ordinal)) await Appoint(project, line, plan, community, stop);
                    else if (!line.MayOpen) continue;
                    await Open(project, line, plan, stop);
                    moved = true;
                    break;
                }
                if (await Work(project, line.Id!.Value, plan, community, figures, stop))
                {
                    moved = true;
                    clock.Advance(random.Next(1, 5));
                    break;
                }
            }
            if (moved) clock.Tick();
            else if (!clock.Advance(random.Next(2, 6))) return;
        }
    }

    /// <summary>As on a real desk: what may be opened is open for some days, part of it handed over, some of it late.</summary>
    async Task Leave(ProjectId project, DemoCommunity plan, CommunityId community, DemoFigures figures, Random random, CancellationToken stop)
    {
        var last = clock.GetUtcNow();
        clock.Go(clock.RealNow.InChina().AddDays(-random.Next(3, 45)));
        // The story never goes back.
        if (clock.GetUtcNow() < last) clock.Advance((int)(last - clock.GetUtcNow()).TotalDays + 1);
        var may = (await Picture(project)).Steps.Where(s => s.State == StepState.NotStarted && s.MayOpen && s.Step is not ("S3.06" or "S3.07" or "S3.09")).Take(3).ToList();
        foreach (var line in may) await Open(project, line, plan, stop);
        if (may.Count == 0 || random.Next(2) == 0) return;
        var opened = (await Picture(project)).Steps.First(s => s.Step == may[0].Step && s.State == StepState.Open);
        await Work(project, opened.Id!.Value, plan, community, figures, stop);
    }

    async Task Open(ProjectId project, StepLine line, DemoCommunity plan, CancellationToken stop)
    {
        var template = await Template(project, line.Step);
        await As<OpenStep, StepId>(template.Enters[0], plan, use => use.Run(new(project, line.Step, clock.Today(), line.Scope.Community, line.Scope.Lot,
            EventOn: clock.Today()), stop));
    }

    /// <summary>Does what the step wants next; false when only time helps.</summary>
    async Task<bool> Work(ProjectId project, StepId id, DemoCommunity plan, CommunityId community, DemoFigures figures, CancellationToken stop)
    {
        var view = await View(id);
        var (step, record) = (view.Template, view.Record);
        var enters = step.Enters[0];
        var confirms = step.Confirms.FirstOrDefault(r => r != enters) ?? step.Lead;
        if (record.State == StepState.Submitted)
        {
            if (view.WhyNotFinish.Count > 0) return false;
            await As<ConfirmStep, Verdict>(confirms, plan, use => use.Run(new(id, clock.Today(), "经核对，同意办结。"), stop));
            return true;
        }
        if (record.State != StepState.Open) return false;
        if (view.Live.State == VerdictState.Open && await polls.Move(step.Id, stop)) return true;
        var missing = view.Papers.Where(p => p.Missing || p.Papers.Count == 0 && Branch(step.Id, p.Template.Code)).Where(p => p.Papers.Count == 0).ToList();
        foreach (var paper in missing)
        {
            var scan = await Scan(community, plan, stop);
            await As<AttachPaper, Guid>(enters, plan, use => use.Run(new(id, paper.Template.Code, scan, clock.Today(), paper.Template.Seal == "" ? null : paper.Template.Seal), stop));
        }
        var answers = DemoAnswers.For(step.Id, figures, clock.Today());
        var all = answers.Where(a => view.Form.Any(f => f.Code == a.Key)).ToDictionary();
        foreach (var milestone in view.Milestones.Where(m => m.ReachedOn is null && m.Code != "spot"))
        {
            var part = answers.Where(a => milestone.Form.Any(f => f.Code == a.Key)).ToDictionary();
            if (milestone.Form.Count > 0 && part.Count > 0 && milestone.Form.Any(f => !view.Figures.Has(f.Code))) await Figures(id, view, part, milestone.Code, enters, confirms, plan, stop);
            view = await View(id);
            var now = view.Milestones.FirstOrDefault(m => m.Code == milestone.Code);
            if (now is null || now.ReachedOn is not null || now.HasGate && now.Verdict is not { Passed: true }) continue;
            var papers = new Paper("确认单", clock.Today(), await Scan(community, plan, stop));
            var answer = await As<ReachMilestone, ReachMilestone.Answer>(enters, plan, use => use.Run(new(project, step.Id, milestone.Code, clock.Today(), record.Community, record.Lot,
                Paper: papers), stop));
            if (answer.Consent is { } consent) await As<AnswerConsent>(confirms, plan, use => use.Run(new(project, consent, true, "同意。"), stop));
        }
        view = await View(id);
        if (all.Count > 0 && all.Any(a => !view.Figures.Has(a.Key)))
        {
            await Figures(id, view, all, null, enters, confirms, plan, stop);
            view = await View(id);
        }
        if (view.WhyNotFinish.Count > 0 || !view.Live.Passed && (view.Live.State == VerdictState.Failed || step.Gate.Kind != GateKind.Record)) return missing.Count > 0;
        await As<SubmitStep>(enters, plan, use => use.Run(new(id, "材料齐全，请复核。"), stop));
        return true;
    }

    async Task Figures(StepId id, StepView view, Dictionary<string, string> values, string? milestone, string enters, string confirms, DemoCommunity plan, CancellationToken stop)
    {
        var take = await As<EnterFigures, Guid>(enters, plan, use => use.Run(new(id, values, clock.Today(), milestone, true), stop));
        await As<ConfirmFigures, ConfirmFigures.Answer>(confirms, plan, use => use.Run(new(id, take, view.Template.BlindSecondEntry ? values : null, true), stop));
    }

    async Task Appoint(ProjectId project, StepLine line, DemoCommunity plan, CommunityId community, CancellationToken stop)
    {
        var paper = new Paper("设计合同", clock.Today(), await Scan(community, plan, stop));
        var answer = await As<ReachMilestone, ReachMilestone.Answer>(Roles.Designer, plan,
            use => use.Run(new(project, "S2.02", "designer-appointed", clock.Today(), line.Scope.Community, Paper: paper), stop));
        if (answer.Consent is { } consent) await As<AnswerConsent>(Roles.CountyOffice, plan, use => use.Run(new(project, consent, true, "同意。"), stop));
    }

    /// <summary>Papers asked for only in one branch, as the figures of the demonstration take it.</summary>
    static bool Branch(string step, string paper) => (step, paper) is ("S1.02", "p1" or "p2") or ("S1.08", "p3") or ("S2.08", "p2") or ("S3.06", "p2") or ("S3.07", "p2") or ("S3.01", "p1");

    async Task<FileId> Scan(CommunityId community, DemoCommunity plan, CancellationToken stop)
    {
        if (scans.TryGetValue(community, out var known)) return known;
        await using var content = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Demonstration", "Data", "scan.png"));
        return scans[community] = await As<IEvidence, FileId>(Roles.CountyOffice, plan, use => use.Store(content, "演示扫描件.png", community, stop: stop));
    }

    async Task<ProjectPicture> Picture(ProjectId project)
    {
        await using var scope = await Scene(Roles.CountyOffice, DemoCity.County);
        return (await scope.ServiceProvider.GetRequiredService<ProjectReading>().Picture(project))!;
    }

    async Task<StepView> View(StepId step)
    {
        await using var scope = await Scene(Roles.CountyOffice, DemoCity.County);
        return (await scope.ServiceProvider.GetRequiredService<ProjectReading>().Step(step))!;
    }

    async Task<StepTemplate> Template(ProjectId project, string step)
    {
        await using var scope = await Scene(Roles.CountyOffice, DemoCity.County);
        var guideline = scope.ServiceProvider.GetRequiredService<IGuideline>();
        var db = scope.ServiceProvider.GetRequiredService<RenewalDb>();
        var projects = db.Projects;
        return (await guideline.Template((await projects.SingleAsync(p => p.Id == project)).Template)).Step(step);
    }

    Task As<TUse>(string role, DemoCommunity plan, Func<TUse, Task> act) where TUse : notnull => As<TUse, bool>(role, plan, async use => { await act(use); return true; });

    async Task<T> As<TUse, T>(string role, DemoCommunity plan, Func<TUse, Task<T>> act) where TUse : notnull
    {
        await using var scope = await Scene(role, plan.Division);
        return await act(scope.ServiceProvider.GetRequiredService<TUse>());
    }

    async Task<AsyncServiceScope> Scene(string role, string division)
    {
        var (actor, reach) = await staff.For(role, division);
        var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Is(actor, reach);
        return scope;
    }

    async Task Hire()
    {
        var county = DemoCity.County;
        await staff.Hire(Roles.CountyOffice, county, "铁西区老旧小区改造办", "county");
        await staff.Hire(Roles.CityOffice, "2101", "沈阳市老旧小区改造办", "city");
        await staff.Hire(Roles.Province, "21", "辽宁省住房和城乡建设厅", "province");
        foreach (var (role, name, login) in ((string, string, string)[])
        [
            (Roles.CountyGov, "铁西区人民政府", "county-gov"), (Roles.Finance, "铁西区财政局", "finance"), (Roles.Approval, "铁西区政务服务和审批局", "approval"),
            (Roles.Planning, "铁西自然资源分局", "planning"), (Roles.Housing, "铁西区住建局", "housing"), (Roles.UrbanManagement, "铁西区城管执法局", "urban-mgmt"),
            (Roles.Fire, "铁西区消防审验科", "fire"), (Roles.QualityStation, "铁西区质量安全监督站", "qs-station"),
        ]) await staff.Hire(role, county, name, login);
        foreach (var (role, name, login) in ((string, string, string)[])
        [
            (Roles.Owners, "业主代管小组（演示）", "owners"), (Roles.Utility, "沈阳水务（演示）", "utility"), (Roles.Implementer, "铁西城市更新公司（演示）", "implementer"),
            (Roles.Designer, "沈阳建筑设计所（演示）", "designer"), (Roles.Contractor, "辽宁安居建设（演示）", "contractor"), (Roles.Supervisor, "沈阳正信监理（演示）", "supervisor"),
            (Roles.Property, "安心物业（演示）", "property"), (Roles.Fallback, "铁西国有物业（演示）", "fallback"), (Roles.TitleHolder, "公房产权单位（演示）", "title-holder"),
            (Roles.Surveyor, "第三方测评（演示）", "surveyor"), (Roles.Witness, "铁西公证（演示）", "witness"), (Roles.Residents, "居民监督小组（演示）", "residents"),
        ]) await staff.Hire(role, county, name, login);
        await using var scope = await Scene(Roles.CountyOffice, county);
        var tree = await scope.ServiceProvider.GetRequiredService<IPlaces>().Divisions();
        for (var i = 0; i < DemoCity.Streets.Count; i++)
        {
            var street = DemoCity.Streets[i].Street;
            var suffix = i == 0 ? "" : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await staff.Hire(Roles.Street, street, tree.Name(street) + "办事处", "street" + suffix);
            await staff.Hire(Roles.PartyStreet, street, tree.Name(street) + "党工委", "party" + suffix);
            // One committee with an account of its own in each street; the others' work is done from there.
            var committee = i == 0 ? "210106003006" : tree.Children(street)[0].Code;
            await staff.Hire(Roles.Committee, i == 0 ? committee : street, tree.Name(committee) + "居委会", "committee" + suffix);
            if (i == 0) await staff.Hire(Roles.Committee, street, "工人村联合社区居委会", "committee-b");
        }
        await staff.Hire(Roles.Auditor, "2101", "沈阳市老旧小区改造办", "auditor");
        await staff.Hire(Roles.AdminAccounts, "2101", "沈阳市老旧小区改造办", "accounts");
        await staff.Hire(Roles.AdminSecurity, "2101", "沈阳市老旧小区改造办", "security");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
