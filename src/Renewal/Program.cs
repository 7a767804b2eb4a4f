using System.CommandLine;
using Renewal.Access;
using Renewal.Demonstration;
using Renewal.Guideline;
using Renewal.Lifecycle;
using Renewal.Neighbourhood;
using Renewal.Oversight;
using Renewal.Participation;
using Renewal.Participation.Proofs;
using Renewal.Places;
using Renewal.Preparation;
using Renewal.Storage;
using Renewal.Utilities;
using Renewal.Web;

// The command line is the table of contents of what can be done from outside; without a verb the product is served.
var root = new RootCommand("城镇老旧小区改造管理平台 Renewal");
foreach (var command in (IEnumerable<Command>)[Serving.Command(), .. StorageModule.Commands(), .. GuidelineModule.Commands(), .. AccessModule.Commands(),
    .. PlacesModule.Commands(), .. LifecycleModule.Commands(), .. PreparationModule.Commands(), .. NeighbourhoodModule.Commands(), .. UtilitiesModule.Commands(),
    .. OversightModule.Commands(), .. ProofCommands.Commands(), .. BallotDrill.Commands(), .. DemonstrationModule.Commands()])
    root.Subcommands.Add(command);
root.TreatUnmatchedTokensAsErrors = false;
root.SetAction((parsed, stop) => Serving.Run([.. parsed.UnmatchedTokens], stop));
return await root.Parse(args).InvokeAsync();

/// <summary>Named for the test host.</summary>
public partial class Program;
