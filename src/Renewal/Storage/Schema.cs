using Microsoft.EntityFrameworkCore;

namespace Renewal.Storage;

/// <summary>Brings the store to the schema of this version.</summary>
public static class Schema
{
    public static async Task Prepare(IServiceProvider services, CancellationToken stop)
    {
        using var scope = services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<RenewalDb>().Database.EnsureCreatedAsync(stop);
    }
}
