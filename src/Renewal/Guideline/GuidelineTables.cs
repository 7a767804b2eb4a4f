using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Guideline.Contract;
using Renewal.Storage;

namespace Renewal.Guideline;

/// <summary>Tables of the room, prefix <c>guideline_</c>. Rules are public: everybody may read them, and who set them on which paper.</summary>
sealed class ParameterSettingTable : IEntityTypeConfiguration<ParameterSetting>
{
    public void Configure(EntityTypeBuilder<ParameterSetting> setting)
    {
        setting.ToTable("guideline_parameters").ReachedByAll("rules are public");
        setting.Property(s => s.Parameter).HasMaxLength(80);
        setting.Property(s => s.City).HasMaxLength(4);
        setting.Property(s => s.Basis).HasMaxLength(200);
        setting.Property(s => s.SetBy).HasMaxLength(100);
        setting.Property(s => s.Comparison).HasConversion<string>().HasMaxLength(10);
        // Two rows of one city for the same first day would be two truths.
        setting.HasIndex(s => new { s.Parameter, s.City, s.From }).IsUnique();
    }
}

sealed class CityTemplateTable : IEntityTypeConfiguration<CityTemplate>
{
    public void Configure(EntityTypeBuilder<CityTemplate> template)
    {
        template.ToTable("guideline_templates").ReachedByAll("rules are public");
        template.Property(t => t.Label).HasColumnName("label").HasMaxLength(40);
        template.Property(t => t.City).HasMaxLength(4);
        template.Property(t => t.BasedOn).HasMaxLength(40);
        template.Property(t => t.Basis).HasMaxLength(200);
        template.Property(t => t.PublishedBy).HasMaxLength(100);
        template.HasIndex(t => t.Label).IsUnique();
        template.HasIndex(t => new { t.City, t.Number }).IsUnique();
    }
}

sealed class UploadedCalendarTable : IEntityTypeConfiguration<UploadedCalendar>
{
    public void Configure(EntityTypeBuilder<UploadedCalendar> calendar)
    {
        calendar.ToTable("guideline_calendars").ReachedByAll("the calendar is public");
        calendar.HasKey(c => c.Year);
        calendar.Property(c => c.Year).ValueGeneratedNever();
        calendar.Property(c => c.Basis).HasMaxLength(200);
        calendar.Property(c => c.UploadedBy).HasMaxLength(100);
    }
}

sealed class EditionTable : IEntityTypeConfiguration<Edition>
{
    public void Configure(EntityTypeBuilder<Edition> edition)
    {
        edition.ToTable("guideline_edition").ReachedByAll("a stamp").Unrecorded("a stamp that tells caches to read again; what changed is recorded with its own row");
        edition.Property(e => e.Id).ValueGeneratedNever();
    }
}

public static class GuidelineSets
{
    extension(RenewalDb db)
    {
        public DbSet<ParameterSetting> ParameterSettings => db.Set<ParameterSetting>();
        public DbSet<CityTemplate> CityTemplates => db.Set<CityTemplate>();
        public DbSet<UploadedCalendar> UploadedCalendars => db.Set<UploadedCalendar>();
        public DbSet<Edition> GuidelineEditions => db.Set<Edition>();
    }
}
