using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Renewal.Participation.Proofs;

/// <summary><c>renewal verify receipt</c> and <c>renewal verify consultation</c>: for anybody, from files alone; no store, no server, no network.</summary>
static class ProofCommands
{
    public static Command[] Commands() => [new("verify", "核验选票回执和计票结果 verify receipts and results, offline") { Receipts(), Consultations() }];

    static readonly Option<FileInfo> key = new("--key") { Description = "机关公布的公钥（PEM） the office's published public key" };
    static readonly Option<bool> json = new("--json") { Description = "以 JSON 输出 report as JSON" };

    static Command Receipts()
    {
        var receipt = new Argument<string>("receipt") { Description = "回执文件，或二维码中的文字 file of the receipt, or the text of its QR code" };
        var command = new Command("receipt", "核验一张选票回执：这张票在已签署的票箱日志中 verify that a ballot lies in the signed log") { receipt, key, json };
        command.SetAction(parsed => Told(parsed, () =>
        {
            var given = parsed.GetValue(receipt)!;
            var text = File.Exists(given) ? Canonical.Text(File.ReadAllBytes(given)) : given;
            // A receipt carries no key: without the published one anybody could have signed it.
            if (Key(parsed) is not { } office) throw new FormatException("请用 --key 给出机关公布的公钥，否则无从判断签名是谁的");
            return Receipt.Read(text).Verify(office);
        }));
        return command;
    }

    static Command Consultations()
    {
        var bundle = new Argument<FileInfo>("bundle") { Description = "公开包或重新计票包（zip） public or recount bundle" };
        var command = new Command("consultation", "核验一次征询的全部选票和结果 verify all ballots and the result of a consultation") { bundle, key, json };
        command.SetAction(parsed => Told(parsed, () =>
        {
            using var zip = parsed.GetValue(bundle)!.OpenRead();
            return VerifyConsultation.Run(zip, Key(parsed));
        }));
        return command;
    }

    static OfficeKey? Key(ParseResult parsed) => parsed.GetValue(key) is { } file ? new OfficeKey(File.ReadAllText(file.FullName)) : null;

    /// <summary>0 when everything holds, 1 when anything does not.</summary>
    static int Told(ParseResult parsed, Func<Report> verify)
    {
        var report = new Report();
        try { report = verify(); }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException) { report.Add("input", "给定的文件可以读取", () => [e.Message]); }
        if (parsed.GetValue(json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { report.Passed, report.Checks }, Canonical.Json));
            return report.Passed ? 0 : 1;
        }
        foreach (var check in report.Checks)
        {
            AnsiConsole.MarkupLine($"{(check.Passed ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(check.Zh)}");
            foreach (var wrong in check.Wrong) AnsiConsole.MarkupLine($"    [red]{Markup.Escape(wrong)}[/]");
        }
        AnsiConsole.MarkupLine(report.Passed ? "[green]全部相符。[/]" : "[red]核验未通过。[/]");
        return report.Passed ? 0 : 1;
    }
}
