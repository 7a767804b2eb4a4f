using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Storage;

namespace Renewal.Access;

// Tables of the room, prefix access_. They say who reaches what and so cannot hang on reach themselves: the use cases and pages narrow by the
// administrator's division (Administration.cs).

sealed class OrganisationTable : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> organisation)
    {
        organisation.ToTable("access_organisations").ReachedByAll("names of offices and firms are public; administration narrows by division");
        organisation.Ignore(o => o.Ref);
        organisation.Property(o => o.Kind).HasMaxLength(40);
        organisation.Property(o => o.Name).HasMaxLength(100);
        organisation.Property(o => o.Division).HasMaxLength(12);
        organisation.Property(o => o.Code).HasMaxLength(18);
        organisation.HasIndex(o => o.Code).IsUnique();
        organisation.HasIndex(o => new { o.Kind, o.Division, o.Name }).IsUnique();
    }
}

sealed class AssignmentTable : IEntityTypeConfiguration<Assignment>
{
    public void Configure(EntityTypeBuilder<Assignment> assignment)
    {
        assignment.ToTable("access_assignments").ReachedByAll("reach is made from it");
        assignment.Property(a => a.Ground).HasMaxLength(200);
        assignment.HasIndex(a => a.Live).IsUnique();
        assignment.HasIndex(a => a.Organisation);
        assignment.HasIndex(a => a.Community);
    }
}

sealed class UserTable : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("access_users").ReachedByAll("administration narrows by division; everybody reads their own");
        user.Property(u => u.Login).HasMaxLength(32);
        user.Property(u => u.Division).HasMaxLength(12);
        user.HasIndex(u => u.Login).IsUnique();
        user.HasIndex(u => u.Division);
    }
}

sealed class PostTable : IEntityTypeConfiguration<Post>
{
    public void Configure(EntityTypeBuilder<Post> post)
    {
        post.ToTable("access_posts").ReachedByAll("reach is made from it");
        post.Property(p => p.Role).HasMaxLength(40);
        post.Property(p => p.Division).HasMaxLength(12);
        post.HasIndex(p => p.Live).IsUnique();
        post.HasIndex(p => p.User);
        post.HasIndex(p => new { p.Organisation, p.Role });
    }
}

sealed class PostUnitTable : IEntityTypeConfiguration<PostUnit>
{
    public void Configure(EntityTypeBuilder<PostUnit> unit)
    {
        unit.ToTable("access_post_units").ReachedByAll("reach is made from it");
        unit.HasKey(u => new { u.Post, u.Unit });
    }
}

sealed class LeaveTable : IEntityTypeConfiguration<Leave>
{
    public void Configure(EntityTypeBuilder<Leave> leave)
    {
        leave.ToTable("access_leaves").ReachedByAll("who stands in is asked by organisation");
        leave.Property(l => l.Reason).HasMaxLength(200);
        leave.HasIndex(l => l.Post);
    }
}

sealed class HandoverTable : IEntityTypeConfiguration<Handover>
{
    public void Configure(EntityTypeBuilder<Handover> handover)
    {
        handover.ToTable("access_handovers").ReachedByAll("administration narrows by division");
        handover.Property(h => h.Reason).HasMaxLength(200);
        handover.HasIndex(h => h.FromPost);
    }
}

sealed class ApiTokenTable : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> token)
    {
        token.ToTable("access_tokens").ReachedByAll("a post reads its own; administration narrows by division");
        token.Property(t => t.Name).HasMaxLength(60);
        token.Property(t => t.Start).HasMaxLength(12);
        token.HasIndex(t => t.Hash).IsUnique();
        token.HasIndex(t => t.Post);
    }
}

sealed class SignInAttemptTable : IEntityTypeConfiguration<SignInAttempt>
{
    public void Configure(EntityTypeBuilder<SignInAttempt> attempt)
    {
        attempt.ToTable("access_attempts").ReachedByAll("read by security administrators only").Unrecorded("tries come from anybody; sign-ins and locks are facts");
        attempt.Property(a => a.Account).HasMaxLength(32);
        attempt.Property(a => a.Address).HasMaxLength(64);
        attempt.HasIndex(a => new { a.Account, a.Address, a.At });
        attempt.HasIndex(a => a.At);
    }
}

static class AccessSets
{
    extension(RenewalDb db)
    {
        public DbSet<Organisation> Organisations => db.Set<Organisation>();
        public DbSet<Assignment> Assignments => db.Set<Assignment>();
        public DbSet<User> Users => db.Set<User>();
        public DbSet<Post> Posts => db.Set<Post>();
        public DbSet<PostUnit> PostUnits => db.Set<PostUnit>();
        public DbSet<Leave> Leaves => db.Set<Leave>();
        public DbSet<Handover> Handovers => db.Set<Handover>();
        public DbSet<ApiToken> ApiTokens => db.Set<ApiToken>();
        public DbSet<SignInAttempt> SignInAttempts => db.Set<SignInAttempt>();
    }
}
