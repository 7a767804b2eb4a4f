using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Storage;

namespace Renewal.Places.Intake;

sealed class IntakeBatchTable : IEntityTypeConfiguration<IntakeBatch>
{
    public void Configure(EntityTypeBuilder<IntakeBatch> batch)
    {
        batch.ToTable("places_intake_batches").ReachedByDivision(b => b.Division);
        batch.Ignore(b => b.Open);
        batch.Property(b => b.Kind).HasMaxLength(40);
        batch.Property(b => b.Division).HasMaxLength(12);
        batch.Property(b => b.File).HasMaxLength(260);
        batch.Property(b => b.Hash).HasMaxLength(64);
        batch.Property(b => b.Format).HasMaxLength(60);
        batch.HasIndex(b => b.UploadedAt);
        batch.HasIndex(b => b.Division);
    }
}

sealed class IntakeReportTable : IEntityTypeConfiguration<IntakeReportRow>
{
    public void Configure(EntityTypeBuilder<IntakeReportRow> report)
    {
        report.ToTable("places_intake_reports").ReachedByAll("read only after its batch was found in reach")
            .Unrecorded("made again from the kept file; its counts are columns of the recorded batch");
        report.HasKey(r => r.Id);
    }
}

sealed class IntakeProfileTable : IEntityTypeConfiguration<IntakeProfile>
{
    public void Configure(EntityTypeBuilder<IntakeProfile> profile)
    {
        profile.ToTable("places_intake_profiles").ReachedByAll("asked for by organisation")
            .Unrecorded("a convenience: what was mapped is in the recorded batch");
        profile.Property(p => p.Kind).HasMaxLength(40);
        profile.Property(p => p.Signature).HasMaxLength(64);
        profile.HasIndex(p => new { p.Kind, p.Signature });
    }
}

public static class IntakeSets
{
    extension(RenewalDb db)
    {
        public DbSet<IntakeBatch> IntakeBatches => db.Set<IntakeBatch>();
        public DbSet<IntakeReportRow> IntakeReports => db.Set<IntakeReportRow>();
        public DbSet<IntakeProfile> IntakeProfiles => db.Set<IntakeProfile>();
    }
}
