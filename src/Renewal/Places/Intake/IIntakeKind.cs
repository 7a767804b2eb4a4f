using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places.Intake;

/// <summary>A column that a kind of intake knows.</summary>
/// <param name="Code">stable: <c>households</c></param>
/// <param name="Zh">name for people</param>
/// <param name="Synonyms">headings that mean it, beside <paramref name="Zh"/></param>
/// <param name="Hint">how values may be written</param>
public sealed record IntakeField(string Code, string Zh, string[] Synonyms, bool Required = false, string Hint = "");

/// <summary>
/// Something that can be taken in from a spreadsheet. The engine keeps the file, finds the heading, maps columns, keeps the report and runs
/// check → confirm → stored; a kind says what rows mean. Registered in DI, one each.
/// </summary>
public interface IIntakeKind
{
    string Code { get; }
    string Zh { get; }

    /// <summary>Columns to be mapped; none for a fixed template, which the kind reads by itself.</summary>
    IReadOnlyList<IntakeField> Fields { get; }

    /// <summary>Whether coordinates are read, and so a coordinate system must be named.</summary>
    bool HasCoordinates { get; }

    /// <summary>Whether files carry names, ID numbers or phones: they leave the shelf once the batch is decided, what was taken in lives on sealed.</summary>
    bool Personal => false;

    /// <summary>Whether a file is about one community.</summary>
    bool OfOneCommunity { get; }

    /// <summary>Reads the file and says what it finds; changes nothing.</summary>
    Task<CheckReport> Check(IntakeSource source, CancellationToken stop);

    /// <summary>
    /// Checks again inside the run and stores everything. Says its facts. Returns what was stored; a report that is not storable stores nothing.
    /// </summary>
    Task<CheckReport> Store(IntakeSource source, ProcessRun run, CancellationToken stop);
}

/// <summary>A file with all that was said about it.</summary>
public sealed class IntakeSource
{
    public required BatchId Batch { get; init; }
    public required TableFile Table { get; init; }
    public required string File { get; init; }

    /// <summary>Where names are looked for.</summary>
    public required string Division { get; init; }
    public CommunityId? Community { get; init; }
    public string? Sheet { get; init; }
    public CoordinateSystem? Crs { get; init; }
    public int HeaderRow { get; init; }
    public IReadOnlyDictionary<string, int> Mapping { get; init; } = new Dictionary<string, int>();
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>Told how many rows have been read.</summary>
    public Action<int>? Progress { get; init; }

    public int Column(string field) => Mapping.GetValueOrDefault(field, -1);

    /// <summary>Rows below the heading that are not empty.</summary>
    public IEnumerable<TableRow> Rows()
    {
        var read = 0;
        foreach (var row in Table.Rows(string.IsNullOrEmpty(Sheet) ? null : Sheet))
        {
            if (row.Number <= HeaderRow || row.IsEmpty) continue;
            if (++read % 500 == 0) Progress?.Invoke(read);
            yield return row;
        }
        Progress?.Invoke(read);
    }
}
