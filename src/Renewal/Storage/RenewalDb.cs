using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Renewal.Foundation;

namespace Renewal.Storage;

/// <summary>
/// The one unit of work over both stores. Knows no module: modules map their tables by <see cref="IEntityTypeConfiguration{TEntity}"/> and add their
/// sets by an <c>extension(RenewalDb db)</c>. Every entity says who may reach it (<see cref="Reaching"/>) and is recorded unless it says why not.
/// </summary>
public abstract class RenewalDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>Who asks; nobody until told.</summary>
    public Caller Caller { get; init; } = new();

    /// <summary>What may be seen through this context; read anew by each query.</summary>
    public Reach Reach => Caller.Reach;

    /// <summary>The process this unit of work runs in, or null outside <see cref="ProcessLog.Run{T}"/>, where nothing recorded may be saved.</summary>
    internal ProcessRun? Run { get; set; }

    public DbSet<ProcessRow> Processes => Set<ProcessRow>();
    public DbSet<FactRow> Facts => Set<FactRow>();
    public DbSet<SealRow> Seals => Set<SealRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        foreach (var type in typeof(RenewalDb).Assembly.GetTypes())
            if (type.IsValueType && Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)))
                conventions.Properties(type).HaveConversion(typeof(IdConverter<>).MakeGenericType(type));
        conventions.Properties<Money>().HaveConversion<MoneyConverter>();
        conventions.Properties<Area>().HaveConversion<AreaConverter>();
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(RenewalDb).Assembly);
        model.Entity<CommunityReach>(reach =>
        {
            reach.HasNoKey().ToSqlQuery("""SELECT "Id", "Id" AS "Key", "Division", "Name" FROM places_communities""");
            reach.Metadata.SetAnnotation(Reaching.Why, "the filter itself");
            reach.Metadata.SetAnnotation(Recording.Exempt, "a query, not a table");
        });
        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (entity.FindProperty("Version") is { } version && version.ClrType == typeof(int)) version.IsConcurrencyToken = true;
            foreach (var key in entity.GetKeys().SelectMany(k => k.Properties))
                if (key.ClrType == typeof(Guid) || Nullable.GetUnderlyingType(key.ClrType) is null && key.GetValueConverter() is not null)
                    key.ValueGenerated = ValueGenerated.Never;
            Reaching.Apply(this, model, entity);
        }
    }

    // The three forms of the filter. `Reach` is a member of this context, so each query takes it from the context it runs on.
    internal Expression<Func<string, bool>> DivisionReached() => division =>
        Reach.All || string.Compare(division, Reach.Low) >= 0 && string.Compare(division, Reach.High) <= 0;

    internal Expression<Func<CommunityId, bool>> CommunityReached() => community =>
        Reach.All
        || Set<CommunityReach>().Any(r => r.Id == community && string.Compare(r.Division, Reach.Low) >= 0 && string.Compare(r.Division, Reach.High) <= 0)
        || Reach.Communities.Contains(community);

    internal Expression<Func<bool>> Everything() => () => Reach.All;

    internal Expression<Func<IQueryable<T>>> Rows<T>() where T : class => () => Set<T>();

    internal Expression<Func<CommunityId, bool>> CommunityAssigned() => community => Reach.Communities.Contains(community);

    internal Expression<Func<Guid, bool>> UnitReached() => unit => !Reach.OwnUnitsOnly || Reach.Units.Contains(unit);
}

/// <summary>Embedded default store: WAL and synchronous=FULL (NORMAL loses acknowledged changes at a power cut).</summary>
public sealed class SqliteRenewalDb(DbContextOptions<SqliteRenewalDb> options) : RenewalDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        base.ConfigureConventions(conventions);
        // SQLite cannot order or compare DateTimeOffset as text.
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
    }
}

/// <summary>Production store.</summary>
public sealed class PostgresRenewalDb(DbContextOptions<PostgresRenewalDb> options) : RenewalDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        base.ConfigureConventions(conventions);
        // timestamptz takes offset 0 only.
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
    }
}

/// <summary>Where each community lies, for the reach filter: read from Places' table by its name, so that Storage need not know Places.</summary>
public sealed class CommunityReach
{
    public CommunityId Id { get; private set; }
    /// <summary>The id again, plain: facts carry it so.</summary>
    public Guid Key { get; private set; }
    public string Division { get; private set; } = "";
    public string Name { get; private set; } = "";
}

sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Make(value)) where TId : struct, IId<TId>
{
    // A static abstract member cannot stand in an expression tree (CS8927).
    static TId Make(Guid value) => TId.From(value);
}

sealed class MoneyConverter() : ValueConverter<Money, long>(m => m.Fen, fen => new Money(fen));
sealed class AreaConverter() : ValueConverter<Area, long>(a => a.Hundredths, h => new Area(h));
sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(t => t.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(t => t.ToUniversalTime(), t => t);
