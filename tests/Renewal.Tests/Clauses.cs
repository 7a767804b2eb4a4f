using System.Reflection;
using Xunit;

namespace Renewal.Tests;

/// <summary>Which tests name which clause of the guideline.</summary>
static class Clauses
{
    /// <summary>Every test method with the clauses that it or its class names.</summary>
    public static IReadOnlyList<(MethodInfo Method, IReadOnlyList<string> Ids)> Tests { get; } =
    [
        .. from type in typeof(Clauses).Assembly.GetTypes()
           where type is { IsClass: true, IsAbstract: false }
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
           where method.GetCustomAttributes().OfType<Xunit.v3.IFactAttribute>().Any()
           let ids = type.GetCustomAttributes<ClauseAttribute>().Concat(method.GetCustomAttributes<ClauseAttribute>()).SelectMany(c => c.Ids).Distinct().ToList()
           where ids.Count > 0
           select (method, (IReadOnlyList<string>)ids),
    ];

    /// <summary>Names of the test classes, in order, that name the clause.</summary>
    public static IReadOnlyList<string> ClassesNaming(string clause) =>
        [.. Tests.Where(t => t.Ids.Contains(clause)).Select(t => t.Method.DeclaringType!.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Root of the repository.</summary>
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Renewal.slnx"))) return folder.FullName;
            throw new InvalidOperationException("the tests must run inside the repository");
        }
    }
}
