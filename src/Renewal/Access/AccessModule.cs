using System.CommandLine;
using Microsoft.Extensions.Options;
using Renewal.Access.Contract;
using Renewal.Storage;

namespace Renewal.Access;

public static class AccessModule
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<FieldKeys>();
        services.AddSingleton<IFieldCipher, AesFieldCipher>();
        services.AddSingleton(s => new LookupKey(KeyFile.Load(s.GetRequiredService<IOptions<StorageOptions>>().Value, "lookup.key", 32)));
        services.AddSingleton<PersonalData>();
        services.AddScoped<Session>();
        return services;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        return app;
    }

    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [];
}
