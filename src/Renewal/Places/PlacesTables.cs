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
        community.HasIndex(c => c.Division);
    }
}

public static class PlacesSets
{
    extension(RenewalDb db)
    {
        public DbSet<ResidentialCommunity> Communities => db.Set<ResidentialCommunity>();
    }
}
