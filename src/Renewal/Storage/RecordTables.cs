using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Renewal.Storage;

/// <summary>A run of a process, as stored. Its own row is bound to the first fact of the run like every other.</summary>
public sealed class ProcessRow
{
    ProcessRow() { }

    internal ProcessRow(ProcessRun run, string? reason)
    {
        (Id, Code, Zh, At, Reason) = (run.Id, run.Process.Code, run.Process.Zh, run.At, reason);
        (ActorId, ActorName, Organisation, OrganisationName, Role, Division) =
            (run.Actor.Id, run.Actor.Name, run.Actor.Organisation, run.Actor.OrganisationName, run.Actor.Role, run.Actor.Division);
    }

    public Guid Id { get; private set; }
    public string Code { get; private set; } = "";
    public string Zh { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public Guid ActorId { get; private set; }
    public string ActorName { get; private set; } = "";
    public Guid? Organisation { get; private set; }
    public string OrganisationName { get; private set; } = "";
    public string Role { get; private set; } = "";
    public string Division { get; private set; } = "";
    public string? Reason { get; private set; }
}

/// <summary>A fact, as stored: append-only. <see cref="Position"/> is the store's own order; the chain is in <see cref="SealRow"/>.</summary>
public sealed class FactRow
{
    public long Position { get; set; }
    public Guid Id { get; init; }
    public Guid Process { get; init; }
    /// <summary>Place of the fact within its run, from 0.</summary>
    public int Ordinal { get; init; }
    /// <summary>Type name of the fact.</summary>
    public string Kind { get; init; } = "";
    public string Subject { get; init; } = "";
    public Guid? Community { get; init; }
    public DateTimeOffset At { get; init; }
    public string Zh { get; init; } = "";
    /// <summary>The fact as JSON.</summary>
    public string Payload { get; init; } = "";
    /// <summary>The rows the run changed, as JSON: table, key, digest before and after, columns old and new (binary columns hidden).</summary>
    public string Changes { get; init; } = "";
    /// <summary>HMAC-SHA-256 over all of the above under a key that is not in the database: a fact cannot be slipped in by SQL.</summary>
    public byte[] Mac { get; init; } = [];
}

/// <summary>The place of a fact in the chain, given by the one sealer.</summary>
public sealed class SealRow
{
    /// <summary>1, 2, 3, … without gaps.</summary>
    public long Sequence { get; init; }
    public Guid Fact { get; init; }
    /// <summary>SHA-256(previous chain value ‖ digest of the fact ‖ its position).</summary>
    public byte[] Chain { get; init; } = [];
}

sealed class ProcessTable : IEntityTypeConfiguration<ProcessRow>
{
    public void Configure(EntityTypeBuilder<ProcessRow> process)
    {
        process.ToTable("record_processes").ReachedByAll("the audit page narrows by role");
        process.HasIndex(p => p.At);
    }
}

sealed class FactTable : IEntityTypeConfiguration<FactRow>
{
    public void Configure(EntityTypeBuilder<FactRow> fact)
    {
        fact.ToTable("record_facts").ReachedByAll("timelines are asked by community, the audit page narrows by role").Unrecorded("it is the record");
        fact.HasKey(f => f.Position);
        fact.Property(f => f.Position).ValueGeneratedOnAdd();
        fact.HasIndex(f => f.Id).IsUnique();
        fact.HasIndex(f => new { f.Community, f.Position });
        fact.HasIndex(f => f.Subject);
        fact.HasIndex(f => f.Process);
    }
}

sealed class SealTable : IEntityTypeConfiguration<SealRow>
{
    public void Configure(EntityTypeBuilder<SealRow> seal)
    {
        seal.ToTable("record_seals").ReachedByAll("hashes only").Unrecorded("it is the record");
        seal.HasKey(s => s.Sequence);
        seal.Property(s => s.Sequence).ValueGeneratedNever();
        seal.HasIndex(s => s.Fact).IsUnique();
    }
}
