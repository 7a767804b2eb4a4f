using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Renewal.Oversight;
using Renewal.Participation;
using Renewal.Participation.Contract;
using Renewal.Storage.Jobs;
using Xunit;

namespace Renewal.Tests.Participation;

/// <summary>The product in a process of its own, whose system clock (libfaketime) is moved under it while it serves.</summary>
[Clause("S1.06")]
public sealed class ClockJumpTests
{
    static readonly string? Library = Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*").Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists) : null;

    [Theory, Stores]
    public async Task A_running_server_whose_clock_jumps_takes_ballots_inside_the_window_alone_and_keeps_log_and_record_in_order(Store store)
    {
        Assert.SkipWhen(Library is null, "no libfaketime: run ./test.sh");
        await using var village = await Village.Start(Village.Flats(8), store);
        var (world, id) = (village.World, await village.Open("first", votingDays: 2));
        var box = await village.Read(db => db.Set<BallotBoxRow>().SingleAsync(b => b.Consultation == id));
        var clock = Path.Combine(world.Folder, "clock");
        Set(box.OpensAt.AddHours(1));
        // Both processes seal with one ring: its key is made before the other reads it.
        var tokens = world.App.Services.GetRequiredService<VoterTokens>();
        tokens.Letter(id, Guid.Empty);
        await using var served = await Served.Start(world, clock);
        using var browser = new Browser(served.Site);

        var noon = box.OpensAt.AddHours(3);
        Assert.Equal("回执：第 1 张", await Cast("1-1-101", noon));
        Assert.Equal("09:00开始收票", await Cast("1-1-102", box.OpensAt.AddSeconds(-5)));
        Assert.Equal("回执：第 2 张", await Cast("1-1-103", box.ClosesAt.AddMinutes(-1)));
        Assert.Equal("截止", await Cast("1-1-104", box.ClosesAt));
        Assert.Equal("截止", await Cast("1-1-104", box.ClosesAt.AddYears(10)));
        Assert.Equal("回执：第 3 张", await Cast("1-1-201", noon));
        Assert.Equal("09:00开始收票", await Cast("1-1-102", box.OpensAt.AddYears(-1)));

        var ballots = await village.Read(db => db.Set<Ballot>().OrderBy(b => b.Index).ToListAsync());
        Assert.Equal([0, 1, 2], ballots.Select(b => (int)b.Index));
        Assert.All(ballots, b => Assert.InRange(b.At, box.OpensAt, box.ClosesAt.AddTicks(-1)));
        await using var scene = world.As();
        Assert.StartsWith("核验通过", (await ActivatorUtilities.CreateInstance<VerifyRecord>(scene.Services).Do(new JobRun(JobId.New(), "{}", (_, _, _) => { }), default))!.Zh);

        // Whole at once: the library reads the file at every look at the clock.
        void Set(DateTimeOffset time)
        {
            world.Clock.AdjustTime(time);
            File.WriteAllText(clock + ".next", (time - TimeProvider.System.GetUtcNow()).TotalSeconds.ToString("+0.000;-0.000", CultureInfo.InvariantCulture));
            File.Move(clock + ".next", clock, overwrite: true);
        }

        // The review is read inside the window and sent off when the clock has jumped, with a session that is valid then.
        async Task<string> Cast(string number, DateTimeOffset at)
        {
            var seat = await village.Seat(id, number);
            Set(noon);
            Enter();
            var review = await browser.Submit(await browser.Get("/v/ballot"), "choose", ("line-1", "yes"), ("line-2", "yes"), ("line-3", "yes"));
            Set(at);
            Enter();
            var page = await browser.Submit(review, "cast");
            return new[] { "回执：第 1 张", "回执：第 2 张", "回执：第 3 张", "09:00开始收票", "截止" }.FirstOrDefault(page.Says) ?? page.Text;

            void Enter() => browser.Cookies.Add(browser.Site, new Cookie("renewal.voter", tokens.Session(new(id, seat, Factor.Phone))));
        }
    }

    /// <summary>A server on the store of a world, with a clock of its own.</summary>
    sealed class Served(System.Diagnostics.Process process, Uri site) : IAsyncDisposable
    {
        public Uri Site => site;

        public static async Task<Served> Start(World world, string clock)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var site = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
            free.Stop();
            var served = new Served(System.Diagnostics.Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Renewal.dll"), .. world.Settings, $"--urls={site}"])
            {
                Environment = { ["LD_PRELOAD"] = Library, ["FAKETIME_TIMESTAMP_FILE"] = clock, ["FAKETIME_NO_CACHE"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1", ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0" },
            })!, site);
            using var client = new HttpClient();
            for (var tries = 600; tries > 0; tries--)
            {
                try
                {
                    if ((await client.GetAsync(new Uri(site, "/readyz"))).IsSuccessStatusCode) return served;
                }
                catch (HttpRequestException) { /* not listening yet */ }
                await Task.Delay(100);
            }
            await served.DisposeAsync();
            throw new InvalidOperationException("the server was not ready within a minute");
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
