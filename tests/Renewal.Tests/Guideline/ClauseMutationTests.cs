using System.Reflection;
using Renewal.Guideline;
using Renewal.Guideline.Reading;
using Xunit;

namespace Renewal.Tests.Guideline;

/// <summary>
/// The figures of done clauses are held by tests: one line of the parameter data is changed (its operator, or its figure by one step), the tests that
/// name its clauses are run on it, here in the process, and at least one must turn red that is green on the true data. A line nobody would miss is no rule.
/// </summary>
public sealed class ClauseMutationTests
{
    static readonly GuidelineData Data = GuidelineData.Load();

    /// <summary>Lines in force on the day on which worlds of tests start.</summary>
    static readonly DateOnly Day = Rules.Day;

    /// <summary>Every change of every line of the done clauses, apart from those that states.yaml says nothing reads.</summary>
    public static IEnumerable<TheoryDataRow<string>> Mutations => Cases().Select(c => new TheoryDataRow<string>(c.Mutation.ToString()));

    static IEnumerable<(LineMutation Mutation, IReadOnlyList<string> Clauses)> Cases() =>
        from row in Data.Parameters
        where row.InForce(Day)
        let clauses = row.Clauses.Where(c => Data.StateOf(c) is { Served: Served.Done } state && !state.Unread.Contains(row.Id)).ToList()
        where clauses.Count > 0
        from mutation in LineMutation.Of(row)
        select (mutation, (IReadOnlyList<string>)clauses);

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Mutations))]
    public async Task A_changed_line_of_a_done_clause_turns_a_test_red(string mutation)
    {
        var (change, clauses) = Cases().First(c => c.Mutation.ToString() == mutation);
        List<string> ran = [];
        var red = await FirstRed(change.On(Data, Day), clauses, ran);
        Assert.True(red is not null, $"no test that names {string.Join(", ", clauses)} notices: {mutation}\n" + string.Join("\n", ran));
    }

    /// <summary>The check itself can fail: a line that no test reads goes unnoticed.</summary>
    [Fact]
    public async Task A_line_that_no_test_reads_is_found_out()
    {
        var unread = Data.Parameters.Single(p => p.Id == "consortium.pilots");
        Assert.Null(await FirstRed(new LineMutation(unread.Id, null, "+").On(Data, Day), ["M1.5b"], []));
    }

    /// <returns>name of the first test that is red on the changed data and green on the true data; null when all stay green</returns>
    /// <param name="ran">what was tried, and how it came out</param>
    static async Task<string?> FirstRed(GuidelineData changed, IReadOnlyList<string> clauses, List<string> ran)
    {
        // Classes whose tests stand on the parameters alone come first; browsers and this check itself never.
        var tests = Clauses.Tests.Where(t => t.Ids.Any(clauses.Contains) && t.Method.DeclaringType != typeof(ClauseMutationTests)
                && t.Method.DeclaringType!.Namespace?.Contains("Browser", StringComparison.Ordinal) != true)
            .OrderByDescending(t => Takes<Rules>(t.Method)).ThenBy(t => t.Method.DeclaringType!.Namespace == typeof(ClauseMutationTests).Namespace).ToList();
        foreach (var type in tests.GroupBy(t => t.Method.DeclaringType!))
        {
            await using var runner = new Runner(type.Key);
            MutatedGuideline.Current = changed;
            try
            {
                foreach (var (method, _) in type)
                    foreach (var row in await Runner.Rows(method))
                    {
                        var name = $"{type.Key.Name}.{method.Name}({string.Join(", ", row)})";
                        if (await runner.Fault(method, row) is null)
                        {
                            ran.Add($"{name}: green");
                            continue;
                        }
                        MutatedGuideline.Current = null;
                        await using var trueRunner = new Runner(type.Key);
                        if (await trueRunner.Fault(method, row) is not { } fault) return name;
                        ran.Add($"{name}: red on the true data, too: {fault.Message}");
                        MutatedGuideline.Current = changed;
                    }
            }
            finally
            {
                MutatedGuideline.Current = null;
            }
        }
        return null;
    }

    static bool Takes<T>(MethodInfo method) => method.DeclaringType!.GetConstructors()[0].GetParameters().Any(p => p.ParameterType == typeof(T));

    /// <summary>Runs tests of one class by hand, with fixtures of its own.</summary>
    sealed class Runner(Type type) : IAsyncDisposable
    {
        readonly Dictionary<Type, object> fixtures = [];

        public static async Task<IReadOnlyList<object?[]>> Rows(MethodInfo method)
        {
            if (method.GetParameters().Length == 0) return [[]];
            await using var tracker = new Xunit.Sdk.DisposalTracker();
            List<object?[]> rows = [];
            var skipped = 0;
            foreach (var source in method.GetCustomAttributes(false))
            {
                IEnumerable<object?[]> found = source switch
                {
                    MemberDataAttribute member => ((System.Collections.IEnumerable)method.DeclaringType!.GetProperty(member.MemberName)!.GetValue(null)!).Cast<object?>()
                        .Select(row => row is ITheoryDataRow data ? data.GetData() : row as object?[] ?? [row]),
                    Xunit.v3.IDataAttribute data => (await data.GetData(method, tracker)).Where(row => row.Skip is null).Select(row => row.GetData()),
                    _ => [],
                };
                foreach (var row in found)
                    // One store is enough: the rules do not know which it is.
                    if (row.Any(value => value is Store.Postgres)) skipped++;
                    else rows.Add(row);
            }
            if (rows.Count + skipped == 0) throw new InvalidOperationException($"{method.DeclaringType!.Name}.{method.Name} takes arguments, but no rows of them were found");
            return rows;
        }

        /// <summary>What the test throws, null when it is green; a fixture that cannot be made is a fault of this check and is thrown.</summary>
        public async Task<Exception?> Fault(MethodInfo method, object?[] row)
        {
            List<object?> arguments = [];
            foreach (var parameter in type.GetConstructors()[0].GetParameters())
                arguments.Add(parameter.ParameterType == typeof(ITestOutputHelper) ? TestContext.Current.TestOutputHelper : await Fixture(parameter.ParameterType));
            var test = method.IsStatic ? null : Activator.CreateInstance(type, [.. arguments]);
            try
            {
                if (test is IAsyncLifetime starts) await starts.InitializeAsync();
                var result = method.Invoke(test, [.. row.Zip(method.GetParameters(), Convert)]);
                if (result is Task task) await task;
                else if (result is ValueTask valueTask) await valueTask;
                return null;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            }
            finally
            {
                if (test is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
                else (test as IDisposable)?.Dispose();
            }
        }

        static object? Convert(object? value, ParameterInfo parameter) =>
            value is IConvertible && Nullable.GetUnderlyingType(parameter.ParameterType) is null && !parameter.ParameterType.IsInstanceOfType(value) && !parameter.ParameterType.IsEnum
                ? System.Convert.ChangeType(value, parameter.ParameterType, System.Globalization.CultureInfo.InvariantCulture) : value;

        async Task<object> Fixture(Type fixture)
        {
            if (fixtures.TryGetValue(fixture, out var made)) return made;
            var fresh = Activator.CreateInstance(fixture)!;
            if (fresh is IAsyncLifetime starts) await starts.InitializeAsync();
            return fixtures[fixture] = fresh;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var fixture in fixtures.Values)
                if (fixture is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
                else (fixture as IDisposable)?.Dispose();
        }
    }
}
