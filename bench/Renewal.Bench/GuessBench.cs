using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Renewal.Participation;

namespace Renewal.Bench;

/// <summary>
/// Does the time of an answer tell how near a guess was? Over http, against the product in a process of its own whose SMS gateway takes a quarter of a
/// second: a code that differs from a real letter's in its last sign beside a random one, and a phone that stands on the roll beside one that does not.
/// The two of a pair are asked one after the other in an order drawn at random, so that what else the machine does meets both alike. A mean difference or
/// a number of pairs in which the near one took longer that chance alone would give once in a thousand runs fails the bench.
/// </summary>
static class GuessBench
{
    const int Warm = 300;
    const double Chance = 3.29;

    public static Command Command()
    {
        var store = new Option<string>("--store") { Description = "sqlite or postgres (RENEWAL_BENCH_POSTGRES)", DefaultValueFactory = _ => "sqlite" };
        var pairs = new Option<int>("--pairs") { Description = "pairs of guesses of each kind", DefaultValueFactory = _ => 5_000 };
        var command = new Command("guesses", "the time of answers to near and far guesses of letters and phones") { store, pairs };
        command.SetAction((parsed, stop) => Run(parsed.GetValue(store)!, parsed.GetValue(pairs), stop));
        return command;
    }

    static async Task<int> Run(string kind, int pairs, CancellationToken stop)
    {
        await using var store = await FreshStore.Make(kind, stop);
        var (_, letters, phones) = await Polls.Households(store, Warm + pairs, stop);
        using var gateway = new SlowGateway(TimeSpan.FromMilliseconds(250));
        await using var server = await ServedStore.Start(store, "Development", stop, "--Sms:Sender=http", $"--Sms:Url={gateway.Url}", "--Sms:Key=bench", "--Access:SignInsPerMinute=1000000");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
        var (browser, random, real) = (new FormClient(http), new Random(1), letters.ToHashSet(StringComparer.Ordinal));
        await browser.Get("/v", stop);
        Console.WriteLine("| guess | pairs | near, median µs | far, median µs | mean difference µs | one in a thousand would be | near took longer |\n|---|--:|--:|--:|--:|--:|--:|");

        var same = await Compare("letter", Near, _ => LetterCode.New(), (_, code) => Post("letter", "这个编码不对", ("code", code)));
        var sealedLetter = "";
        same &= await Compare("phone", i => phones[i], i => $"138{i:00000000}", async (i, phone) =>
        {
            sealedLetter = FormClient.Hidden((await browser.Post("/v", "letter", stop, ("code", letters[i]))).Text, "letter");
            return await Post("phone", "name=\"sms\"", ("letter", sealedLetter), ("phone", phone));
        });
        for (var tries = 0; gateway.Taken < Warm + pairs && tries < 600; tries++) await Task.Delay(100, stop);
        Console.WriteLine($"{gateway.Taken:N0} messages reached the gateway");
        return same && gateway.Taken == Warm + pairs ? 0 : 1;

        string Near(int i) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".Select(last => letters[i][..^1] + last).First(code => !real.Contains(code));

        async Task<double> Post(string form, string expected, params (string, string)[] fields)
        {
            var start = Stopwatch.GetTimestamp();
            var (status, text) = await browser.Post("/v", form, stop, fields);
            var took = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            return status == HttpStatusCode.OK && WebUtility.HtmlDecode(text).Contains(expected, StringComparison.Ordinal) ? took : throw new InvalidOperationException($"{form}: {(int)status} {text}");
        }

        async Task<bool> Compare(string what, Func<int, string> near, Func<int, string> far, Func<int, string, Task<double>> ask)
        {
            var (nears, fars) = (new double[pairs], new double[pairs]);
            for (var i = 0; i < Warm + pairs; i++)
            {
                var nearFirst = random.Next(2) == 0;
                var first = await ask(i, nearFirst ? near(i) : far(i));
                var second = await ask(i, nearFirst ? far(i) : near(i));
                if (i >= Warm) (nears[i - Warm], fars[i - Warm]) = nearFirst ? (first, second) : (second, first);
            }
            double[] differences = [.. nears.Zip(fars, (n, f) => n - f)];
            var mean = differences.Average();
            var limit = Chance * Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (pairs - 1) / pairs);
            var longer = differences.Count(d => d > 0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {pairs:N0} | {Median(nears):N0} | {Median(fars):N0} | {mean:N1} | ±{limit:N1} | {longer:N0} |"));
            return Math.Abs(mean) <= limit && Math.Abs(longer - pairs / 2.0) <= Chance * Math.Sqrt(pairs) / 2;
        }

        static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
    }

    /// <summary>Takes each message, after a while.</summary>
    sealed class SlowGateway : IDisposable
    {
        readonly HttpListener listener = new();
        int taken;

        public SlowGateway(TimeSpan wait)
        {
            Url = $"http://127.0.0.1:{ServedStore.FreePort()}/sms/";
            listener.Prefixes.Add(Url);
            listener.Start();
            _ = Serve();

            async Task Serve()
            {
                while (true) _ = Answer(await listener.GetContextAsync());
            }

            async Task Answer(HttpListenerContext context)
            {
                await Task.Delay(wait);
                Interlocked.Increment(ref taken);
                context.Response.Close();
            }
        }

        public string Url { get; }
        public int Taken => Volatile.Read(ref taken);
        public void Dispose() => listener.Close();
    }
}
