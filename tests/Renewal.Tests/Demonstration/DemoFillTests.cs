using Microsoft.EntityFrameworkCore;
using Renewal.Demonstration;
using Renewal.Foundation;
using Renewal.Lifecycle;
using Renewal.Places;
using Renewal.Storage;
using Renewal.Storage.Record;
using Xunit;

namespace Renewal.Tests.Demonstration;

public sealed class DemoFillTests
{
    [Fact]
    [Clause("S1.01", "S1.10", "S2.12", "S3.09")]
    public async Task The_demonstration_walks_a_project_through_all_32_steps_by_the_real_gates_and_its_record_proves_itself()
    {
        await using var world = await World.Start(now: new DateTimeOffset(2026, 11, 20, 9, 0, 0, Clock.China));
        await using (var fill = new DemoFill(["--environment=Development", $"--Storage:Folder={world.Folder}", $"--Storage:Keys={world.Folder}/keys", "--Access:HashRounds=1000"], world.Clock))
        {
            // The first community has the complete roll, the second walks to the last step.
            await fill.Ground(2);
            await fill.Projects();
        }
        await using var scene = world.As();
        var members = scene.Db.ProjectCommunities;
        Assert.Equal([5, 32], await members.Select(m => m.Done).OrderBy(d => d).ToListAsync());
        Assert.Equal(1_200, await scene.Db.Units.GroupBy(u => u.Community).Select(g => g.Count()).MaxAsync());
        var held = scene.Db.Set<Renewal.Participation.Consultation>();
        Assert.All(await held.Where(c => c.State == Renewal.Participation.ConsultationState.Final).ToListAsync(), c => Assert.True(Renewal.Participation.Results.Passed(c)));
        var steps = scene.Db.Steps;
        Assert.All(await steps.Where(s => s.State == Renewal.Lifecycle.Contract.StepState.Finished).ToListAsync(), s => Assert.NotEqual(s.EnteredOrganisation, s.ConfirmedOrganisation));
        // A roll carries names and phones: what was uploaded does not lie about.
        var uploads = Directory.GetFiles(Path.Combine(world.Folder, "intake"), "*", SearchOption.AllDirectories);
        Assert.Single(uploads);
    }
}
