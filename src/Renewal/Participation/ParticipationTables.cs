using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Storage;

namespace Renewal.Participation;

/// <summary>Tables of the room, prefix <c>participation_</c>.</summary>
sealed class ConsultationTable : IEntityTypeConfiguration<Consultation>
{
    public void Configure(EntityTypeBuilder<Consultation> c)
    {
        c.ToTable("participation_consultations").ReachedBy(x => x.Community);
        c.Ignore(x => x.KindOf).Ignore(x => x.Counted);
        c.Property(x => x.Division).HasMaxLength(12);
        c.Property(x => x.Kind).HasMaxLength(40);
        c.Property(x => x.Title).HasMaxLength(120);
        c.Property(x => x.Contact).HasMaxLength(200);
        c.HasIndex(x => new { x.Community, x.Kind, x.Circle, x.CircleOf, x.Round }).IsUnique();
        c.HasIndex(x => x.State);
    }
}

sealed class BallotLineTable : IEntityTypeConfiguration<BallotLine>
{
    public void Configure(EntityTypeBuilder<BallotLine> line)
    {
        line.ToTable("participation_lines").ReachedBy(l => l.Community);
        line.Ignore(l => l.QuestionOf);
        line.HasIndex(l => new { l.Consultation, l.Order }).IsUnique();
        line.HasIndex(l => new { l.Community, l.Question });
    }
}

sealed class SeatTable : IEntityTypeConfiguration<Seat>
{
    public void Configure(EntityTypeBuilder<Seat> seat)
    {
        seat.ToTable("participation_seats").ReachedByUnit(s => s.Community, s => s.Unit);
        seat.Property(s => s.Number).HasMaxLength(60);
        seat.Property(s => s.Building).HasMaxLength(40);
        seat.Property(s => s.Stairwell).HasMaxLength(40);
        seat.HasIndex(s => new { s.Consultation, s.Number }).IsUnique();
        seat.HasIndex(s => new { s.Consultation, s.Place });
        seat.HasIndex(s => s.CodeIndex).IsUnique();
    }
}

sealed class RollAmendmentTable : IEntityTypeConfiguration<RollAmendment>
{
    public void Configure(EntityTypeBuilder<RollAmendment> amendment)
    {
        amendment.ToTable("participation_roll_amendments").ReachedByUnit(a => a.Community, a => a.Unit);
        amendment.Ignore(a => a.Zh);
        amendment.HasIndex(a => a.Consultation);
    }
}

sealed class BallotBoxTable : IEntityTypeConfiguration<BallotBoxRow>
{
    public void Configure(EntityTypeBuilder<BallotBoxRow> box)
    {
        box.ToTable("participation_boxes").ReachedBy(b => b.Community);
        box.HasKey(b => b.Consultation);
    }
}

sealed class BallotTable : IEntityTypeConfiguration<Ballot>
{
    public void Configure(EntityTypeBuilder<Ballot> ballot)
    {
        ballot.ToTable("participation_ballots").ReachedByUnit(b => b.Community, b => b.Unit);
        // Behind the lock of the box: whatever else fails, no node puts a second first ballot in, nor two at one place.
        ballot.HasIndex(b => new { b.Consultation, b.Index }).IsUnique();
        ballot.HasIndex(b => new { b.Seat, b.Ordinal }).IsUnique();
    }
}

sealed class PaperSheetTable : IEntityTypeConfiguration<PaperSheet>
{
    public void Configure(EntityTypeBuilder<PaperSheet> sheet)
    {
        sheet.ToTable("participation_sheets").ReachedByUnit(s => s.Community, s => s.Unit);
        sheet.Property(s => s.Number).HasMaxLength(60);
        sheet.Property(s => s.Serial).HasMaxLength(40);
        sheet.HasIndex(s => s.Serial).IsUnique();
        sheet.HasIndex(s => new { s.Seat, s.Issue }).IsUnique();
        sheet.HasIndex(s => new { s.Consultation, s.State });
        sheet.HasIndex(s => new { s.Consultation, s.ProxyIndex, s.ProxySlot }).IsUnique();
    }
}

sealed class LoosePageTable : IEntityTypeConfiguration<LoosePage>
{
    public void Configure(EntityTypeBuilder<LoosePage> page)
    {
        page.ToTable("participation_loose_pages").ReachedBy(p => p.Community);
        page.Property(p => p.Name).HasMaxLength(LoosePage.NameLength);
        page.Property(p => p.Serial).HasMaxLength(40);
        page.Property(p => p.Dropped).HasMaxLength(200);
        page.HasIndex(p => p.Consultation);
    }
}

sealed class DisputeTable : IEntityTypeConfiguration<Dispute>
{
    public void Configure(EntityTypeBuilder<Dispute> dispute)
    {
        dispute.ToTable("participation_disputes").ReachedByUnit(d => d.Community, d => d.Unit);
        dispute.HasIndex(d => new { d.Consultation, d.Seat }).IsUnique();
        dispute.HasIndex(d => d.ToldAt);
    }
}

sealed class OwnerTellingTable : IEntityTypeConfiguration<OwnerTelling>
{
    public void Configure(EntityTypeBuilder<OwnerTelling> telling)
    {
        telling.ToTable("participation_owner_tellings").ReachedByUnit(t => t.Community, t => t.Unit);
        telling.Ignore(t => t.IsTold);
        telling.Property(t => t.Number).HasMaxLength(60);
        telling.Property(t => t.ByHand).HasMaxLength(200);
        telling.HasIndex(t => new { t.Consultation, t.Seat }).IsUnique();
        telling.HasIndex(t => t.ToldAt);
    }
}

sealed class SeatEventTable : IEntityTypeConfiguration<SeatEvent>
{
    public void Configure(EntityTypeBuilder<SeatEvent> change)
    {
        change.ToTable("participation_seat_events").ReachedByUnit(e => e.Community, e => e.Unit);
        change.HasIndex(e => e.Consultation);
    }
}

sealed class ObjectionTable : IEntityTypeConfiguration<Objection>
{
    public void Configure(EntityTypeBuilder<Objection> objection)
    {
        objection.ToTable("participation_objections").ReachedByUnit(o => o.Community, o => o.Unit);
        objection.HasIndex(o => new { o.Consultation, o.Number }).IsUnique();
    }
}

sealed class AuditCallTable : IEntityTypeConfiguration<AuditCall>
{
    public void Configure(EntityTypeBuilder<AuditCall> call)
    {
        call.ToTable("participation_audit_calls").ReachedByUnit(a => a.Community, a => a.Unit);
        call.HasIndex(a => new { a.Consultation, a.Ballot }).IsUnique();
    }
}

sealed class VisitTable : IEntityTypeConfiguration<Visit>
{
    public void Configure(EntityTypeBuilder<Visit> visit)
    {
        visit.ToTable("participation_visits").ReachedByUnit(v => v.Community, v => v.Unit);
        visit.Property(v => v.Companion).HasMaxLength(60);
        visit.HasIndex(v => new { v.Consultation, v.Seat });
    }
}

sealed class GivenPhoneTable : IEntityTypeConfiguration<GivenPhone>
{
    public void Configure(EntityTypeBuilder<GivenPhone> phone)
    {
        phone.ToTable("participation_given_phones").ReachedByUnit(p => p.Community, p => p.Unit);
        phone.Property(p => p.Number).HasMaxLength(60);
        // Given again it is the same one, whoever it is said to be of.
        phone.HasIndex(p => new { p.Unit, p.PhoneIndex }).IsUnique();
        phone.HasIndex(p => p.Community);
    }
}

sealed class IdentityCheckTable : IEntityTypeConfiguration<IdentityCheck>
{
    public void Configure(EntityTypeBuilder<IdentityCheck> check)
    {
        check.ToTable("participation_identity_checks").ReachedByUnit(i => i.Community, i => i.Unit);
        check.HasIndex(i => new { i.Seat, i.At });
    }
}

sealed class PhoneCodeTable : IEntityTypeConfiguration<PhoneCode>
{
    public void Configure(EntityTypeBuilder<PhoneCode> code)
    {
        code.ToTable("participation_phone_codes").ReachedByAll("only Voters reads it, by seat; digests alone").Unrecorded("lives five minutes; what it opened is a ballot in the log");
        code.HasIndex(c => new { c.Seat, c.At });
    }
}
