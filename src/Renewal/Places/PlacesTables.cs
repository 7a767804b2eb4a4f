using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Storage;

namespace Renewal.Places;

/// <summary>Tables of the room, prefix <c>places_</c>.</summary>
sealed class CommunityTable : IEntityTypeConfiguration<ResidentialCommunity>
{
    public void Configure(EntityTypeBuilder<ResidentialCommunity> community)
    {
        community.ToTable("places_communities").ReachedByDivisionOrAssignment(c => c.Division, c => c.Id);
        community.Property(c => c.Division).HasMaxLength(12);
        community.Property(c => c.Name).HasMaxLength(100);
        community.Property(c => c.Code).HasMaxLength(40);
        community.Property(c => c.Aliases).HasMaxLength(400);
        community.Property(c => c.Address).HasMaxLength(300);
        community.Property(c => c.Neighbourhood).HasMaxLength(100);
        community.Property(c => c.BuildingType).HasMaxLength(60);
        community.Property(c => c.PropertyCompany).HasMaxLength(200);
        community.Property(c => c.Developer).HasMaxLength(200);
        community.Property(c => c.PointSource).HasMaxLength(60);
        community.Ignore(c => c.Built);
        community.HasIndex(c => c.Division);
        community.HasIndex(c => new { c.Name, c.Division });
        community.HasIndex(c => c.State);
        community.HasIndex(c => new { c.West, c.South });
        community.HasIndex(c => c.Batch);
    }
}

sealed class BuildingTable : IEntityTypeConfiguration<Building>
{
    public void Configure(EntityTypeBuilder<Building> building)
    {
        building.ToTable("places_buildings").ReachedBy(b => b.Community);
        building.Property(b => b.Number).HasMaxLength(40);
        building.Property(b => b.Address).HasMaxLength(300);
        building.Property(b => b.Structure).HasMaxLength(60);
        building.HasIndex(b => new { b.Community, b.Number }).IsUnique();
    }
}

sealed class StairwellTable : IEntityTypeConfiguration<Stairwell>
{
    public void Configure(EntityTypeBuilder<Stairwell> stairwell)
    {
        stairwell.ToTable("places_stairwells").ReachedBy(s => s.Community);
        stairwell.Property(s => s.Number).HasMaxLength(40);
        stairwell.HasIndex(s => new { s.Building, s.Number }).IsUnique();
        stairwell.HasIndex(s => s.Community);
    }
}

sealed class UnitTable : IEntityTypeConfiguration<Unit>
{
    public void Configure(EntityTypeBuilder<Unit> unit)
    {
        unit.ToTable("places_units").ReachedByUnit(u => u.Community, u => u.Id);
        unit.Ignore(u => u.Key);
        unit.Property(u => u.Number).HasMaxLength(60);
        unit.Property(u => u.Door).HasMaxLength(40);
        unit.Property(u => u.RegisterNumber).HasMaxLength(28);
        unit.HasIndex(u => new { u.Community, u.Number }).IsUnique();
        unit.HasIndex(u => u.Building);
    }
}

sealed class HomeTable : IEntityTypeConfiguration<Home>
{
    public void Configure(EntityTypeBuilder<Home> home)
    {
        home.ToTable("places_homes").ReachedByUnit(h => h.Community, h => h.Unit);
        home.Property(h => h.Number).HasMaxLength(60);
        home.HasIndex(h => new { h.Community, h.Number }).IsUnique();
        home.HasIndex(h => h.Unit);
    }
}

sealed class HouseholdTable : IEntityTypeConfiguration<Household>
{
    public void Configure(EntityTypeBuilder<Household> household)
    {
        household.ToTable("places_households").ReachedByUnit(h => h.Community, h => h.Unit);
        household.HasIndex(h => h.Community);
        household.HasIndex(h => h.Home);
        household.HasIndex(h => h.PhoneIndex);
    }
}

sealed class OwnerTable : IEntityTypeConfiguration<Owner>
{
    public void Configure(EntityTypeBuilder<Owner> owner)
    {
        owner.ToTable("places_owners").ReachedByUnit(o => o.Community, o => o.Unit);
        owner.HasIndex(o => new { o.Community, o.IdNumberIndex });
        owner.HasIndex(o => new { o.Community, o.NameIndex });
        owner.HasIndex(o => o.PhoneIndex);
    }
}

sealed class OwnershipTable : IEntityTypeConfiguration<Ownership>
{
    public void Configure(EntityTypeBuilder<Ownership> ownership)
    {
        ownership.ToTable("places_ownerships").ReachedByUnit(o => o.Community, o => o.Unit);
        ownership.HasIndex(o => new { o.Unit, o.Owner }).IsUnique();
        ownership.HasIndex(o => o.Owner);
        ownership.HasIndex(o => o.Community);
    }
}

sealed class DivisionChangeTable : IEntityTypeConfiguration<DivisionChange>
{
    public void Configure(EntityTypeBuilder<DivisionChange> change)
    {
        change.ToTable("places_division_changes").ReachedByAll("division codes are public");
        change.Property(c => c.Code).HasMaxLength(12);
        change.Property(c => c.Name).HasMaxLength(100);
        change.Property(c => c.Basis).HasMaxLength(200);
        change.HasIndex(c => c.Code);
    }
}

public static class PlacesSets
{
    extension(RenewalDb db)
    {
        public DbSet<ResidentialCommunity> Communities => db.Set<ResidentialCommunity>();
        public DbSet<Building> Buildings => db.Set<Building>();
        public DbSet<Stairwell> Stairwells => db.Set<Stairwell>();
        public DbSet<Unit> Units => db.Set<Unit>();
        public DbSet<Home> Homes => db.Set<Home>();
        public DbSet<Household> Households => db.Set<Household>();
        public DbSet<Owner> Owners => db.Set<Owner>();
        public DbSet<Ownership> Ownerships => db.Set<Ownership>();
        public DbSet<DivisionChange> DivisionChanges => db.Set<DivisionChange>();
    }
}
