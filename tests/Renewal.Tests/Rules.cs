using Microsoft.Extensions.DependencyInjection;
using Renewal.Foundation;
using Renewal.Guideline.Contract;
using Xunit;

namespace Renewal.Tests;

/// <summary>The product's own parameter data, for tests of pure rules: the figures under test are never written twice.</summary>
public sealed class Rules : IAsyncLifetime
{
    World world = null!;
    public IGuideline Guideline { get; private set; } = null!;
    AsyncServiceScope scope;

    public static readonly DateOnly Day = new(2026, 3, 2);

    public async ValueTask InitializeAsync()
    {
        world = await World.Start();
        scope = world.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Renewal.Storage.Caller>().IsSystem();
        Guideline = scope.ServiceProvider.GetRequiredService<IGuideline>();
    }

    /// <summary>The parameter in force in Shenyang on 2026-03-02.</summary>
    public Task<Parameter> Parameter(string id, string division = "2101") => Guideline.Parameter(id, division, Day);

    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync();
        await world.DisposeAsync();
    }
}
