using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Renewal.Foundation;

namespace Renewal.Storage;

/// <summary>
/// What the stores say when they refuse, in our words. Uniqueness is a unique key and never check-then-insert: a use case catches
/// <see cref="DbUpdateException"/> when <see cref="BrokenUnique"/> names its key, and says what is double; one that does not gets a general sentence.
/// </summary>
public static class StoreErrors
{
    /// <summary>
    /// Whether the exception is a broken unique key; gives the words in which the store names it: on PostgreSQL the index
    /// (<c>IX_places_communities_Name</c>), on SQLite the columns (<c>places_communities.Name</c>). Test with <c>Contains("Name")</c>.
    /// </summary>
    public static string? BrokenUnique(this Exception exception)
    {
        for (var e = (Exception?)exception; e is not null; e = e.InnerException)
            switch (e)
            {
                case SqliteException { SqliteExtendedErrorCode: 2067 or 1555 }: return e.Message;
                case PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } p: return $"{p.TableName}.{p.ConstraintName}";
            }
        return null;
    }

    /// <summary>Two writers met (deadlock, serialization, a lock that did not come free): the same request may be sent again.</summary>
    internal static bool IsCollision(this Exception exception)
    {
        for (var e = (Exception?)exception; e is not null; e = e.InnerException)
            if (e is SqliteException { SqliteErrorCode: 5 or 6 } or PostgresException { SqlState: "40001" or "40P01" or "55P03" }) return true;
        return false;
    }

    internal static RuleBroken Double(Exception e) =>
        new("duplicate", "相同的记录已经存在，没有重复保存。请刷新页面查看已有的记录。", 409) { Data = { ["inner"] = e.BrokenUnique() } };

    internal static RuleBroken Busy() => new("busy", "系统正忙，本次操作没有保存，请稍后再提交一次。", 503);
}
