using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Storage;

namespace Renewal.Places.Intake;

public enum BatchState
{
    /// <summary>File kept, columns guessed.</summary>
    Uploaded,
    /// <summary>Checked: there is a report, and nothing else has changed.</summary>
    Checked,
    /// <summary>Stored, all of it.</summary>
    Confirmed,
    /// <summary>Thrown away before it was stored.</summary>
    Discarded,
}

/// <summary>
/// One upload: uploaded → checked → confirmed or discarded. The file itself is kept as evidence under its hash. Nothing of it is in the ledger before it is
/// confirmed, and then all of it.
/// </summary>
public sealed class IntakeBatch
{
    IntakeBatch() { }

    public IntakeBatch(BatchId id, string kind, string division, CommunityId? community, string file, string hash, long size) =>
        (Id, Kind, Division, Community, File, Hash, Size) = (id, kind, division, community, file, hash, size);

    public BatchId Id { get; private set; }

    /// <summary>Code of the <see cref="IIntakeKind"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Where the rows lie: names of divisions are looked for below it, and who reaches it reaches the batch.</summary>
    public string Division { get; private set; } = "";

    /// <summary>The one community it is about (a roll), or null.</summary>
    public CommunityId? Community { get; private set; }

    /// <summary>File name as uploaded; only for people.</summary>
    public string File { get; private set; } = "";

    /// <summary>Hex SHA-256 of the file: its name on the shelf.</summary>
    public string Hash { get; private set; } = "";
    public long Size { get; private set; }
    public string Format { get; internal set; } = "";
    public string Sheet { get; internal set; } = "";
    public CoordinateSystem? Crs { get; internal set; }
    public BatchState State { get; internal set; }
    public Guid By { get; internal set; }
    public string ByName { get; internal set; } = "";
    public Guid? Organisation { get; internal set; }
    public string OrganisationName { get; internal set; } = "";
    public DateTimeOffset UploadedAt { get; internal set; }
    public DateTimeOffset? DecidedAt { get; internal set; }

    /// <summary>Row of the heading, from 1.</summary>
    public int HeaderRow { get; internal set; }

    /// <summary>JSON: the heading cells.</summary>
    public string Header { get; internal set; } = "[]";

    /// <summary>JSON: field code → column, from 0.</summary>
    public string Mapping { get; internal set; } = "{}";

    /// <summary>JSON: question key → answer.</summary>
    public string Answers { get; internal set; } = "{}";
    public int Rows { get; internal set; }
    public int Errors { get; internal set; }
    public int Warnings { get; internal set; }
    public int Questions { get; internal set; }
    public int New { get; internal set; }
    public int Changed { get; internal set; }
    public int Unchanged { get; internal set; }
    public int Version { get; private set; }

    public bool Open => State is BatchState.Uploaded or BatchState.Checked;
}

/// <summary>The check report of a batch, compressed JSON. It can be made again from the file until the batch is confirmed.</summary>
public sealed class IntakeReportRow
{
    public BatchId Id { get; init; }
    public byte[] Json { get; set; } = [];
}

/// <summary>How an organisation maps the columns of files with one heading, and what it answered: next time it is not asked again.</summary>
public sealed class IntakeProfile
{
    public Guid Id { get; init; }
    public Guid? Organisation { get; init; }
    public string Kind { get; init; } = "";

    /// <summary>Hex SHA-256 of the heading.</summary>
    public string Signature { get; init; } = "";
    public string Mapping { get; set; } = "{}";
    public string Answers { get; set; } = "{}";
    public DateTimeOffset UsedAt { get; set; }
}

public static class BatchWords
{
    public static string Zh(this BatchState state) => state switch
    {
        BatchState.Uploaded => "待核对",
        BatchState.Checked => "已核对，待确认",
        BatchState.Confirmed => "已入库",
        _ => "已放弃",
    };
}

/// <summary>A file was taken in for checking.</summary>
public sealed record FileUploaded(BatchId Batch, string Kind, string File, string Hash) : IFact
{
    public string Subject => $"batch/{Batch}";
    public string Zh => $"上传{Kind}「{File}」";
}

/// <summary>A file was checked; nothing but the report changed.</summary>
public sealed record FileChecked(BatchId Batch, string File, int Rows, int Errors, int Warnings, int Questions) : IFact
{
    public string Subject => $"batch/{Batch}";
    public string Zh => $"核对「{File}」：{Rows} 行，错误 {Errors}，提醒 {Warnings}，待答 {Questions}";
}

/// <summary>A file was thrown away before it was stored.</summary>
public sealed record FileDiscarded(BatchId Batch, string File) : IFact
{
    public string Subject => $"batch/{Batch}";
    public string Zh => $"放弃导入「{File}」，未写入任何数据";
}

/// <summary>Somebody said what the columns of a file mean, or answered what was asked.</summary>
public sealed record ColumnsMapped(BatchId Batch, string File) : IFact
{
    public string Subject => $"batch/{Batch}";
    public string Zh => $"指定「{File}」各列的含义";
}
