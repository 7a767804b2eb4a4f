using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Storage;

namespace Renewal.Lifecycle;

// Tables of the room, prefix lifecycle_. A project and what is kept on package or lot is reached through any of its communities; what is kept on a
// community through that community alone, so that a committee does not read its neighbour's papers.

sealed class ProjectTable : IEntityTypeConfiguration<RenovationProject>
{
    public void Configure(EntityTypeBuilder<RenovationProject> project)
    {
        project.ToTable("lifecycle_projects").ReachedThrough<RenovationProject, ProjectCommunity>((p, m) => m.Project == p.Id, m => m.Community);
        project.Property(p => p.Number).HasMaxLength(60);
        project.Property(p => p.Name).HasMaxLength(200);
        project.Property(p => p.Division).HasMaxLength(12);
        project.Property(p => p.Template).HasMaxLength(60);
        project.HasIndex(p => p.Number).IsUnique();
        project.HasIndex(p => new { p.State, p.Division });
    }
}

sealed class ProjectCommunityTable : IEntityTypeConfiguration<ProjectCommunity>
{
    public void Configure(EntityTypeBuilder<ProjectCommunity> member)
    {
        member.ToTable("lifecycle_project_communities").ReachedBy(m => m.Community);
        member.HasKey(m => new { m.Project, m.Community });
        member.Property(m => m.Name).HasMaxLength(100);
        member.Property(m => m.Division).HasMaxLength(12);
        member.Property(m => m.Step).HasMaxLength(20);
        member.Property(m => m.Open).HasMaxLength(400);
        member.Property(m => m.Next).HasMaxLength(400);
        // One running project per community: a key, never check-then-insert.
        member.HasIndex(m => m.Community, "IX_lifecycle_project_communities_running").IsUnique().HasFilter("\"Running\"");
        member.HasIndex(m => new { m.Stage, m.Due });
        member.HasIndex(m => m.Community);
    }
}

sealed class LotTable : IEntityTypeConfiguration<Lot>
{
    public void Configure(EntityTypeBuilder<Lot> lot)
    {
        lot.ToTable("lifecycle_lots").ReachedThrough<Lot, ProjectCommunity>((l, m) => m.Project == l.Project, m => m.Community);
        lot.Property(l => l.Name).HasMaxLength(100);
        lot.HasIndex(l => new { l.Project, l.Name });
    }
}

sealed class LotCommunityTable : IEntityTypeConfiguration<LotCommunity>
{
    public void Configure(EntityTypeBuilder<LotCommunity> touch)
    {
        touch.ToTable("lifecycle_lot_communities").ReachedThrough<LotCommunity, ProjectCommunity>((t, m) => m.Project == t.Project, m => m.Community);
        touch.HasKey(t => new { t.Lot, t.Community });
        touch.HasIndex(t => t.Project);
    }
}

sealed class StepTable : IEntityTypeConfiguration<StepRecord>
{
    public void Configure(EntityTypeBuilder<StepRecord> step)
    {
        step.ToTable("lifecycle_steps").ReachedThrough<StepRecord, ProjectCommunity>(
            (s, m) => m.Project == s.Project && (s.Community == null || m.Community == s.Community), m => m.Community);
        step.Property(s => s.Step).HasMaxLength(20);
        step.Property(s => s.ScopeKey).HasMaxLength(120);
        step.Property(s => s.ScopeName).HasMaxLength(200);
        step.Property(s => s.Exception).HasMaxLength(40);
        step.Property(s => s.EscalatedTo).HasMaxLength(40);
        step.HasIndex(s => new { s.Project, s.Step, s.ScopeKey, s.Round }).IsUnique();
        step.HasIndex(s => new { s.Project, s.Step, s.ScopeKey }, "IX_lifecycle_steps_current").IsUnique().HasFilter("\"Current\"");
        step.HasIndex(s => new { s.State, s.Due });
    }
}

sealed class MilestoneTable : IEntityTypeConfiguration<StepMilestone>
{
    public void Configure(EntityTypeBuilder<StepMilestone> milestone)
    {
        milestone.ToTable("lifecycle_milestones").ReachedThrough<StepMilestone, ProjectCommunity>(
            (s, m) => m.Project == s.Project && (s.Community == null || m.Community == s.Community), m => m.Community);
        milestone.Property(s => s.Code).HasMaxLength(40);
        milestone.HasIndex(s => new { s.Record, s.Code }).IsUnique();
        milestone.HasIndex(s => s.Project);
    }
}

sealed class FiguresTable : IEntityTypeConfiguration<StepFigures>
{
    public void Configure(EntityTypeBuilder<StepFigures> figures)
    {
        figures.ToTable("lifecycle_figures").ReachedThrough<StepFigures, ProjectCommunity>(
            (s, m) => m.Project == s.Project && (s.Community == null || m.Community == s.Community), m => m.Community);
        figures.Property(s => s.Milestone).HasMaxLength(40);
        figures.HasIndex(s => new { s.Record, s.Take }).IsUnique();
        figures.HasIndex(s => s.Project);
    }
}

sealed class PaperTable : IEntityTypeConfiguration<StepPaper>
{
    public void Configure(EntityTypeBuilder<StepPaper> paper)
    {
        paper.ToTable("lifecycle_papers").ReachedThrough<StepPaper, ProjectCommunity>(
            (s, m) => m.Project == s.Project && (s.Community == null || m.Community == s.Community), m => m.Community);
        paper.Property(p => p.Step).HasMaxLength(20);
        paper.Property(p => p.Code).HasMaxLength(20);
        paper.Property(p => p.Title).HasMaxLength(200);
        paper.Property(p => p.Seal).HasMaxLength(100);
        paper.Property(p => p.Issuer).HasMaxLength(200);
        paper.Property(p => p.Number).HasMaxLength(100);
        paper.Property(p => p.NumberKey).HasMaxLength(160);
        // 文号: once per organisation and year.
        paper.HasIndex(p => p.NumberKey).IsUnique();
        paper.HasIndex(p => p.Record);
        paper.HasIndex(p => p.Project);
    }
}

sealed class ConsentTable : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("lifecycle_consents").ReachedThrough<Consent, ProjectCommunity>(
            (s, m) => m.Project == s.Project && (s.Community == null || m.Community == s.Community), m => m.Community);
        consent.Property(c => c.Step).HasMaxLength(20);
        consent.Property(c => c.Code).HasMaxLength(40);
        consent.HasIndex(c => c.Project);
    }
}

sealed class ActTable : IEntityTypeConfiguration<StepAct>
{
    public void Configure(EntityTypeBuilder<StepAct> act)
    {
        act.ToTable("lifecycle_acts").ReachedThrough<StepAct, ProjectCommunity>(
            (s, m) => m.Project == s.Project && (s.Community == null || m.Community == s.Community), m => m.Community);
        act.Property(a => a.Step).HasMaxLength(20);
        act.Property(a => a.Role).HasMaxLength(40);
        act.HasIndex(a => new { a.Project, a.At });
        act.HasIndex(a => a.Record);
        act.HasIndex(a => new { a.Actor, a.At });
    }
}

sealed class TaskTable : IEntityTypeConfiguration<StepTask>
{
    public void Configure(EntityTypeBuilder<StepTask> task)
    {
        task.ToTable("lifecycle_tasks").ReachedThrough<StepTask, ProjectCommunity>(
            (s, m) => m.Project == s.Project && (s.Community == null || m.Community == s.Community), m => m.Community);
        task.Property(t => t.Step).HasMaxLength(20);
        task.Property(t => t.Division).HasMaxLength(12);
        task.Property(t => t.Roles).HasMaxLength(400);
        task.Property(t => t.Zh).HasMaxLength(300);
        task.Property(t => t.Key).HasMaxLength(200);
        task.Property(t => t.ClosedKey).HasMaxLength(200);
        // One open task per subject: a closed one takes its own id as key.
        task.HasIndex(t => new { t.Project, t.ClosedKey }).IsUnique();
        task.HasIndex(t => new { t.State, t.Due });
        task.HasIndex(t => t.Record);
        task.HasIndex(t => t.DoneBy);
    }
}

public static class LifecycleSets
{
    extension(RenewalDb db)
    {
        public DbSet<RenovationProject> Projects => db.Set<RenovationProject>();
        public DbSet<ProjectCommunity> ProjectCommunities => db.Set<ProjectCommunity>();
        public DbSet<Lot> Lots => db.Set<Lot>();
        public DbSet<LotCommunity> LotCommunities => db.Set<LotCommunity>();
        public DbSet<StepRecord> Steps => db.Set<StepRecord>();
        public DbSet<StepMilestone> Milestones => db.Set<StepMilestone>();
        public DbSet<StepFigures> StepFigures => db.Set<StepFigures>();
        public DbSet<StepPaper> StepPapers => db.Set<StepPaper>();
        public DbSet<Consent> Consents => db.Set<Consent>();
        public DbSet<StepAct> StepActs => db.Set<StepAct>();
        public DbSet<StepTask> StepTasks => db.Set<StepTask>();
    }
}
