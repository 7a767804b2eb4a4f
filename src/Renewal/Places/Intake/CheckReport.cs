using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Renewal.Places.Intake;

/// <summary>Errors stop the whole file; warnings are shown and stored as they are.</summary>
public enum Severity { Error, Warning }

/// <summary>One problem at its cell.</summary>
/// <param name="Row">row as the spreadsheet program shows it; 0 for the file as a whole</param>
/// <param name="Column">column from 0; −1 where the whole row is meant</param>
/// <param name="Code">stable name of the rule: <c>year.missing</c></param>
/// <param name="Zh">what is wrong and what to do</param>
public sealed record Problem(int Row, int Column, Severity Severity, string Code, string Zh, string Sheet = "")
{
    public string At => Row == 0 ? "" : Column < 0 ? $"第 {Row} 行" : TableFile.At(Column, Row);
}

/// <summary>Something only a person can decide, asked once however many rows hang on it.</summary>
/// <param name="Key">stable: <c>county:铁西</c></param>
/// <param name="Options">answer → how it reads</param>
/// <param name="Rows">how many rows hang on it</param>
public sealed record Question(string Key, string Zh, IReadOnlyList<KeyValuePair<string, string>> Options, int Rows);

public enum RowOutcome { New, Changed, Unchanged }

/// <summary>What becomes of one thing in the file.</summary>
/// <param name="Id">id of the row it was merged with; null when new</param>
/// <param name="Differences">field → [old, new], for people</param>
public sealed record Outcome(int Row, string Name, RowOutcome Becomes, Guid? Id, IReadOnlyDictionary<string, string[]> Differences);

/// <summary>A line of the quality picture: how many of how many rows have it.</summary>
public sealed record Figure(string Zh, long Value, long? Of = null);

/// <summary>
/// What a check found: counts of everything, and the first <see cref="Kept"/> problems and outcomes one by one. Same file, same mapping, same store: same
/// report.
/// </summary>
public sealed class CheckReport
{
    /// <summary>Problems and outcomes listed one by one; beyond it they are only counted.</summary>
    public const int Kept = 20_000;

    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Rows { get; set; }
    public int Errors { get; set; }
    public int Warnings { get; set; }
    public int New { get; set; }
    public int Changed { get; set; }
    public int Unchanged { get; set; }
    public List<Problem> Problems { get; init; } = [];
    public List<Question> Questions { get; init; } = [];
    public List<Outcome> Outcomes { get; init; } = [];
    public List<Figure> Figures { get; init; } = [];

    /// <summary>How often each rule spoke, errors first.</summary>
    public Dictionary<string, int> ByRule { get; init; } = [];

    /// <summary>Whether the file may be stored.</summary>
    public bool Storable => Errors == 0 && Questions.Count == 0 && Rows > 0;

    /// <summary>The same counts: what was shown is what will be stored.</summary>
    public bool SameAs(CheckReport other) =>
        (Rows, Errors, New, Changed, Unchanged) == (other.Rows, other.Errors, other.New, other.Changed, other.Unchanged);

    public void Error(int row, int column, string code, string zh, string sheet = "") => Add(new(row, column, Severity.Error, code, zh, sheet));
    public void Warning(int row, int column, string code, string zh, string sheet = "") => Add(new(row, column, Severity.Warning, code, zh, sheet));

    void Add(Problem problem)
    {
        if (problem.Severity == Severity.Error) Errors++;
        else Warnings++;
        ByRule[problem.Code] = ByRule.GetValueOrDefault(problem.Code) + 1;
        if (Problems.Count < Kept) Problems.Add(problem);
    }

    public void Becomes(Outcome outcome)
    {
        switch (outcome.Becomes)
        {
            case RowOutcome.New: New++; break;
            case RowOutcome.Changed: Changed++; break;
            default: Unchanged++; break;
        }
        if (Outcomes.Count < Kept) Outcomes.Add(outcome);
    }

    internal byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var zip = new BrotliStream(packed, CompressionLevel.Fastest)) JsonSerializer.Serialize(zip, this, json);
        return packed.ToArray();
    }

    internal static CheckReport Unpack(byte[] packed)
    {
        using var zip = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<CheckReport>(zip, json) ?? new();
    }
}
