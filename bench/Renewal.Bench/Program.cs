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
return await new RootCommand("Benches of Renewal") { intake, gates, page, ScheduleBench.Command(), DigOnceBench.Command() }.Parse(args).InvokeAsync();
