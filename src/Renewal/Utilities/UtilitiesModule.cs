using System.CommandLine;
using Renewal.Utilities.Sequence;

namespace Renewal.Utilities;

/// <summary>Utilities and their works: so far the plan of when streets are dug (M2.4a) and the construction schedule of one site.</summary>
public static class UtilitiesModule
{
    /// <summary>Verbs of the command line.</summary>
    public static IEnumerable<Command> Commands() => [SequenceCommand.Command()];
}
