using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Access;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Participation;
using Renewal.Places;
using Renewal.Places.Contract;
using Renewal.Storage;
using Seat = Renewal.Access.Contract.Seat;

namespace Renewal.Bench;

/// <summary>
/// An opening evening: households come at random moments and each goes the whole way over http - letter, phone, code, choice, review, ballot, receipt -
/// while an officer exports the ledger again and again. Nobody waits for anybody: who comes while the server is slow makes it slower. Any answer that is
/// not the expected page, and any ballot that is not in the box at the end, fails the bench.
/// </summary>
static class SurgeBench
{
    public static Command Command()
    {
        var store = new Option<string>("--store") { Description = "sqlite or postgres (RENEWAL_BENCH_POSTGRES)", DefaultValueFactory = _ => "sqlite" };
        var households = new Option<int>("--households") { Description = "households that vote", DefaultValueFactory = _ => 2_000 };
        var seconds = new Option<int>("--seconds") { Description = "time within which they come", DefaultValueFactory = _ => 300 };
        var command = new Command("surge", "an opening evening over http, with staff exporting beside it") { store, households, seconds };
        command.SetAction((parsed, stop) => Run(parsed.GetValue(store)!, parsed.GetValue(households), parsed.GetValue(seconds), stop));
        return command;
    }

    static async Task<int> Run(string kind, int households, int seconds, CancellationToken stop)
    {
        const string password = "mudanjiang-lianhua-47";
        await using var store = await FreshStore.Make(kind, stop);
        var (poll, letters, phones) = await Polls.Households(store, households, stop);
        await Officer(store, "street.surge", password, stop);
        await using var server = await ServedStore.Start(store, "Development", stop, "--Sms:Sender=file", "--Access:SignInsPerMinute=1000000");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };

        ConcurrentDictionary<string, List<double>> waits = new();
        ConcurrentBag<string> errors = [];
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ConcurrentDictionary<string, string> codes = new();
        var reading = Read(Path.Combine(store.Folder, "sms.jsonl"), codes, over.Token);
        var exporting = Export(http, password, waits, errors, over.Token);

        var random = new Random(1);
        double[] comes = [.. Enumerable.Range(0, households).Select(_ => random.NextDouble() * seconds).Order()];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(comes.Select(async (at, i) =>
        {
            if (TimeSpan.FromSeconds(at) - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait, stop);
            var start = watch.Elapsed;
            try
            {
                await Walk(new FormClient(http), letters[i], phones[i], codes, waits, stop);
                Waited(waits, "the whole way", watch.Elapsed - start);
            }
            catch (Exception e) when (!stop.IsCancellationRequested) { errors.Add(e.Message); }
        }));
        var took = watch.Elapsed;
        await over.CancelAsync();
        await Task.WhenAll(reading, exporting);

        Console.WriteLine($"{kind}: {households:N0} households within {seconds} s, the last was through after {took.TotalSeconds:0} s; server {server.Cpu.TotalSeconds:0} s of processor time");
        Console.WriteLine("| what | count | median ms | p95 | p99 | max |\n|---|--:|--:|--:|--:|--:|");
        foreach (var (what, all) in waits.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            double[] sorted = [.. all.Order()];
            double At(double part) => sorted[(int)Math.Ceiling(part * sorted.Length) - 1];
            Console.WriteLine($"| {what} | {sorted.Length:N0} | {At(0.5):N0} | {At(0.95):N0} | {At(0.99):N0} | {sorted[^1]:N0} |");
        }
        await using var scope = store.Open();
        var kept = await scope.ServiceProvider.GetRequiredService<RenewalDb>().Set<Ballot>().Where(b => b.Consultation == poll.Id).Select(b => b.Seat).Distinct().CountAsync(stop);
        Console.WriteLine($"{kept:N0} of {households:N0} households are in the box; {errors.Count} errors");
        foreach (var error in errors.Take(5)) Console.WriteLine($"  {error[..Math.Min(error.Length, 400)]}");
        return kept == households && errors.IsEmpty ? 0 : 1;
    }

    static async Task Walk(FormClient browser, string letter, string phone, ConcurrentDictionary<string, string> codes, ConcurrentDictionary<string, List<double>> waits, CancellationToken stop)
    {
        await Step("1 letter page", () => browser.Get($"/v?c={letter}", stop), HttpStatusCode.OK, letter);
        var page = await Step("2 letter", () => browser.Post("/v", "letter", stop, ("code", letter)), HttpStatusCode.OK, "name=\"phone\"");
        var sealedLetter = FormClient.Hidden(page, "letter");
        await Step("3 phone", () => browser.Post("/v", "phone", stop, ("letter", sealedLetter), ("phone", phone)), HttpStatusCode.OK, "name=\"sms\"");
        string? code;
        while (!codes.TryGetValue(phone, out code)) await Task.Delay(5, stop);
        await Step("4 code", () => browser.Post("/v", "prove", stop, ("letter", sealedLetter), ("sms", code)), HttpStatusCode.Found, "");
        page = await Step("5 ballot page", () => browser.Get("/v/ballot", stop), HttpStatusCode.OK, "name=\"ballot\"");
        var ballot = FormClient.Hidden(page, "ballot");
        await Step("6 choice", () => browser.Post("/v/ballot", "choose", stop, ("ballot", ballot), ("line-1", "yes")), HttpStatusCode.OK, "确认提交");
        await Step("7 ballot", () => browser.Post("/v/ballot", "cast", stop, ("ballot", ballot), ("line-1", "yes")), HttpStatusCode.Found, "");
        await Step("8 own ballot", () => browser.Get("/v/ballot", stop), HttpStatusCode.OK, "您的票已经入箱");
        await Step("9 receipt", () => browser.Get("/v/receipt.json", stop), HttpStatusCode.OK, "\"");

        async Task<string> Step(string name, Func<Task<(HttpStatusCode, string)>> ask, HttpStatusCode expected, string contains)
        {
            var start = Stopwatch.GetTimestamp();
            var (status, text) = await ask();
            Waited(waits, name, Stopwatch.GetElapsedTime(start));
            return status == expected && WebUtility.HtmlDecode(text).Contains(contains, StringComparison.Ordinal) ? text : throw new InvalidOperationException($"{name}: {(int)status} {text}");
        }
    }

    static void Waited(ConcurrentDictionary<string, List<double>> waits, string what, TimeSpan time)
    {
        var list = waits.GetOrAdd(what, _ => []);
        lock (list) list.Add(time.TotalMilliseconds);
    }

    static async Task Export(HttpClient http, string password, ConcurrentDictionary<string, List<double>> waits, ConcurrentBag<string> errors, CancellationToken stop)
    {
        var browser = new FormClient(http);
        try
        {
            await browser.Get("/sign-in?next=/account", stop);
            var (status, text) = await browser.Post("/sign-in?next=/account", "sign-in", stop, ("login", "street.surge"), ("password", password), ("next", "/account"));
            if (status != HttpStatusCode.Found) throw new InvalidOperationException($"sign-in: {(int)status} {text}");
            while (!stop.IsCancellationRequested)
            {
                var start = Stopwatch.GetTimestamp();
                (status, text) = await browser.Get("/communities/export.xlsx", stop);
                if (status != HttpStatusCode.OK) throw new InvalidOperationException($"export: {(int)status} {text}");
                Waited(waits, "export of 2,000 communities as XLSX", Stopwatch.GetElapsedTime(start));
            }
        }
        catch (OperationCanceledException) { }
        catch (InvalidOperationException e) { errors.Add(e.Message); }
    }

    /// <summary>The messages that the server sends.</summary>
    static async Task Read(string file, ConcurrentDictionary<string, string> codes, CancellationToken stop)
    {
        var seen = 0L;
        while (!stop.IsCancellationRequested)
        {
            if (File.Exists(file))
            {
                await using var sms = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                sms.Position = seen;
                using var reader = new StreamReader(sms);
                var text = await reader.ReadToEndAsync(CancellationToken.None);
                var whole = text[..(text.LastIndexOf('\n') + 1)];
                seen += System.Text.Encoding.UTF8.GetByteCount(whole);
                foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    using var message = JsonDocument.Parse(line);
                    var said = message.RootElement.GetProperty("text").GetString()!;
                    codes[message.RootElement.GetProperty("phone").GetString()!] = new string([.. said.SkipWhile(c => !char.IsAsciiDigit(c)).Take(6)]);
                }
            }
            try { await Task.Delay(10, stop); } catch (OperationCanceledException) { }
        }
    }

    static async Task Officer(FreshStore store, string login, string password, CancellationToken stop)
    {
        await using var scope = store.Open();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<ProcessLog>().Run(Seeded.Process, run =>
        {
            for (var i = 0; i < 2_000; i++) run.Db.Add(new ResidentialCommunity(CommunityId.New(), "210106001001", $"测试小区 {i}") { Code = $"SG{i}", BuiltYear = 1986, Households = 300, Buildings = 6 });
            run.Fact(new Seeded("communities", 2_000));
            return Task.CompletedTask;
        }, stop: stop);
        var office = await services.GetRequiredService<RegisterOrganisation>().Run(Roles.Street, "街道办事处", "210106001", null);
        var (user, _) = await services.GetRequiredService<OpenAccount>().Run(login, "王建国", "13812345678", "210106001", password);
        await services.GetRequiredService<GivePost>().Run(user, office, Roles.Street, Seat.A);
    }
}
