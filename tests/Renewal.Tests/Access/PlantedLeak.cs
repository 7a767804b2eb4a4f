using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Renewal.Storage;

namespace Renewal.Tests.Access;

/// <summary>Takes the reach filter of one entity out of the model of a world, to see whether anything notices. One world at a time, on SQLite.</summary>
static class PlantedLeak
{
    /// <summary>Where the filter is missing from now on; null for the model as it is.</summary>
    public static volatile Type? In;

    /// <summary>Lets the contexts of a world ask <see cref="In"/> at each opening.</summary>
    public static void Allow(IServiceCollection services)
    {
        var open = services.Last(s => s.ServiceType == typeof(RenewalDb)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Scoped(typeof(RenewalDb), provider =>
        {
            using var whole = (SqliteRenewalDb)open(provider);
            var options = (DbContextOptions<SqliteRenewalDb>)whole.GetService<IDbContextOptions>();
            return new SqliteRenewalDb(new DbContextOptionsBuilder<SqliteRenewalDb>(options)
                .ReplaceService<IModelCustomizer, Customizer>().ReplaceService<IModelCacheKeyFactory, KeyFactory>().Options)
            { Caller = whole.Caller };
        }));
    }

    sealed class KeyFactory : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (context.GetType(), In, designTime);
    }

    sealed class Customizer(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder model, DbContext context)
        {
            base.Customize(model, context);
            if (In is { } entity) model.Model.FindEntityType(entity)!.SetQueryFilter(Reach.Filter, null);
        }
    }
}
