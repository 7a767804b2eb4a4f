using System.CommandLine;
using Renewal.Access.Contract;
using Renewal.Guideline.Contract;
using Renewal.Lifecycle.Contract;
using Renewal.Places.Contract;
using Renewal.Storage;
using Renewal.Storage.Jobs;
using Renewal.Web.Contract;

namespace Renewal.Lifecycle;

/// <summary>The corridor that all rooms open on: projects, steps, gates, papers, limits, desks.</summary>
public static class LifecycleModule
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services)
    {
        services.AddScoped<Dossiers>();
        services.AddScoped<GateDesk>();
        services.AddScoped<StepDesk>();
        services.AddScoped<Desks>();
        services.AddScoped<ProjectReading>();
        services.AddScoped<TaskReading>();
        services.AddScoped<WalkedDossiers>();
        services.AddScoped<GateRecount>();
        services.AddScoped<IProjects, Projects>();
        services.AddScoped<ICommunityProgress, CommunityProgressAnswer>();

        services.AddScoped<OpenProject>();
        services.AddScoped<DrawLots>();
        services.AddScoped<OpenStep>();
        services.AddScoped<EnterFigures>();
        services.AddScoped<ConfirmFigures>();
        services.AddScoped<AttachPaper>();
        services.AddScoped<AdvancePaper>();
        services.AddScoped<SubmitStep>();
        services.AddScoped<SendBackStep>();
        services.AddScoped<WithdrawStep>();
        services.AddScoped<ConfirmStep>();
        services.AddScoped<PauseStep>();
        services.AddScoped<ResumeStep>();
        services.AddScoped<GrantException>();
        services.AddScoped<ReachMilestone>();
        services.AddScoped<AnswerConsent>();
        services.AddScoped<LoopBack>();
        services.AddScoped<LeavePackage>();
        services.AddScoped<WithdrawProject>();
        services.AddScoped<CloseProject>();
        services.AddScoped<UrgeTasks>();
        services.AddScoped<TransferTasks>();

        services.AddScoped<HandedOverTasks>();
        services.AddScoped<IHear<PostHandedOver>>(s => s.GetRequiredService<HandedOverTasks>());
        services.AddScoped<IHandoverItems>(s => s.GetRequiredService<HandedOverTasks>());
        services.AddScoped<IHear<CalendarUploaded>, CalendarHeard>();
        services.AddNightly<SweepDeadlines>(new TimeOnly(0, 40), "时限巡检");

        services.AddNav(
            new NavItem(NavGroup.Work, "我的工作", "To do", "/todo", Roles.Process.Split(','), Count: async (s, stop) => (await s.GetRequiredService<TaskReading>().Counts(stop)).Todo),
            new NavItem(NavGroup.Registers, "项目台账", "Projects", "/projects", $"{Roles.Process},{Roles.Auditor}".Split(','), 10));
        return services;
    }

    public static WebApplication MapLifecycle(this WebApplication app)
    {
        LifecycleApi.Map(app);
        Pages.ProjectColumns.Map(app);
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
