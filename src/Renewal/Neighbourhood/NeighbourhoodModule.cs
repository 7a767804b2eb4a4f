using System.CommandLine;

namespace Renewal.Neighbourhood;

/// <summary>Facilities, walking reach, sites for what is missing, clusters of communities.</summary>
public static class NeighbourhoodModule
{
    /// <summary>Verbs of the command line, each in its own file.</summary>
    public static IEnumerable<Command> Commands() => [ReachCommand.Command(), SiteCommand.Command(), ClusterCommand.Command()];
}
