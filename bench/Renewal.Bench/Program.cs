using System.CommandLine;
using Renewal.Bench;

// Each verb measures one promise, ours and its peer in turn, on a fresh store (bench/README.md says what is counted).
var rounds = new Option<int>("--rounds") { Description = "rounds of ours and the peer", DefaultValueFactory = _ => 5 };
var rows = new Option<int>("--rows") { Description = "rows of the household list", DefaultValueFactory = _ => 1_000_000 };
var projects = new Option<int>("--projects") { Description = "running projects", DefaultValueFactory = _ => 10_000 };
var store = new Option<string>("--store") { Description = "sqlite or postgres (RENEWAL_BENCH_POSTGRES)", DefaultValueFactory = _ => "sqlite" };
store.AcceptOnlyFromAmong("sqlite", "postgres");
var connections = new Option<int>("--connections") { Description = "clients at once", DefaultValueFactory = _ => 8 };
var seconds = new Option<int>("--seconds") { Description = "length of one round", DefaultValueFactory = _ => 3 };

var intake = new Command("intake", "a household list from CSV, end to end, against a bare bulk insert of the same sealed rows") { rows, rounds, store };
intake.SetAction((parsed, stop) => IntakeBench.Run(parsed.GetValue(store)!, parsed.GetValue(rows), parsed.GetValue(rounds), stop));
var gates = new Command("gates", "all gates of many projects recomputed") { projects, rounds, store };
gates.SetAction((parsed, stop) => GatesBench.Run(parsed.GetValue(store)!, parsed.GetValue(projects), parsed.GetValue(rounds), stop));
var page = new Command("page", "the residents' page against the bare /healthz of the same process") { connections, seconds, rounds };
page.SetAction((parsed, stop) => PageBench.Run(parsed.GetValue(connections), parsed.GetValue(seconds), parsed.GetValue(rounds), stop));
var pbf = new Option<string>("--pbf") { Description = "streets of Porto", DefaultValueFactory = _ => "../shared/data/osm/porto.osm.pbf" };
var reach = new Command("reach", "walking reach against a plain search, a bare pass over the arrays, and at the size of a large city") { pbf, rounds };
reach.SetAction((parsed, stop) => ReachBench.Run(parsed.GetValue(pbf)!, parsed.GetValue(rounds), stop));
var pmed = new Option<string?>("--pmed") { Description = "folder with pmed1-20.zip and optimum.csv of the OR-Library" };
var peerSeconds = new Option<int>("--peer-seconds") { Description = "time limit of the peer", DefaultValueFactory = _ => 10 };
var communities = new Option<int>("--communities") { Description = "communities of the city", DefaultValueFactory = _ => 10_000 };
var side = new Option<int>("--side") { Description = "metres of its side", DefaultValueFactory = _ => 18_000 };
var siting = new Command("siting", "p-median against known optima, maximal covering against SCIP and GLOP") { pmed, rounds, peerSeconds };
siting.SetAction((parsed, stop) => Task.FromResult(SitingBench.Run(parsed.GetValue(pmed), parsed.GetValue(rounds), parsed.GetValue(peerSeconds), stop)));
var clusters = new Command("clusters", "area clusters of a made-up city") { communities, side, rounds };
clusters.SetAction((parsed, stop) => Task.FromResult(ClusterBench.Run(parsed.GetValue(communities), parsed.GetValue(side), parsed.GetValue(rounds), stop)));
var size = new Option<int>("--size") { Description = "communities", DefaultValueFactory = _ => 5_000 };
var years = new Option<int>("--years") { Description = "years of the programme", DefaultValueFactory = _ => 1 };
var iterations = new Option<long>("--iterations") { Description = "steps of the search", DefaultValueFactory = _ => 30_000 };
var plan = new Command("plan", "the annual programme against HiGHS and CP-SAT on the full model") { size, years, iterations, rounds, peerSeconds };
plan.SetAction(parsed => PlanBench.Run(parsed.GetValue(size), parsed.GetValue(years), parsed.GetValue(iterations), parsed.GetValue(rounds), parsed.GetValue(peerSeconds)));
var zip = new Argument<FileInfo>("zip") { Description = "mknapcb-1-4-7.zip" };
var mkp = new Command("mkp", "the core on the multidimensional knapsacks of Chu and Beasley") { zip, iterations };
mkp.SetAction(parsed => MkpBench.Run(parsed.GetValue(zip)!.FullName, parsed.GetValue(iterations), 1));
return await new RootCommand("Benches of Renewal") { intake, gates, page, reach, siting, clusters, plan, mkp, ScheduleBench.Command(), DigOnceBench.Command() }.Parse(args).InvokeAsync();
