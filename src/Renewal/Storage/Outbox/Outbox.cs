using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Renewal.Foundation;

namespace Renewal.Storage.Outbox;

/// <summary>To whom a message goes: to a person, or to a duty (organisation and role), so that whoever holds the duty reads it, also after a handover.</summary>
public sealed record Recipient
{
    Recipient() { }
    public Guid? User { get; private init; }
    public Guid? Organisation { get; private init; }
    public string? Role { get; private init; }

    /// <param name="user">user id, as in <see cref="Actor.Id"/></param>
    public static Recipient Person(Guid user) => new() { User = user };

    /// <param name="role">role code; null: everybody of the organisation</param>
    public static Recipient Duty(Guid organisation, string? role = null) => new() { Organisation = organisation, Role = role };
}

/// <summary>Tells people something. The message is written in the run's own transaction: it goes out if and only if the change is committed.</summary>
public interface INotifier
{
    /// <param name="title">one line, ≤ 100 signs: 工人新村一期：S1.06 征求意见还剩 2 个工作日</param>
    /// <param name="body">a sentence or two, ≤ 1,000 signs; no personal data</param>
    /// <param name="link">path of this site</param>
    void Notify(ProcessRun run, Recipient to, string title, string body, string? link = null);
}

/// <summary>The in-app inbox of whoever asks.</summary>
public interface IInbox
{
    /// <summary>Unread messages of the last 90 days.</summary>
    Task<int> UnreadCount(CancellationToken stop = default);

    /// <summary>Messages, newest first.</summary>
    /// <param name="page">from 1</param>
    Task<(IReadOnlyList<InboxMessage> Messages, int Total)> List(bool unreadOnly = false, int page = 1, int size = 20, CancellationToken stop = default);

    /// <summary>One's own message, marked as read; else null.</summary>
    Task<InboxMessage?> Open(Guid message, CancellationToken stop = default);

    /// <summary>Marks those of these messages that are one's own; null: all.</summary>
    Task MarkRead(IReadOnlyCollection<Guid>? messages = null, CancellationToken stop = default);
}

public sealed record InboxMessage(Guid Id, string Title, string Body, string? Link, DateTimeOffset At, bool Read);

/// <summary>A way by which messages leave the outbox. The inbox is one; SMS and mail join when they have a gateway.</summary>
public interface IDelivery
{
    /// <summary>Stable code: <c>inbox</c>, <c>sms</c>, <c>mail</c>.</summary>
    string Channel { get; }

    /// <summary>
    /// Hands one message over. May be called again for the same <see cref="OutboxRow.Id"/> when the answer was lost: the receiver must recognise it.
    /// Rows added to <paramref name="db"/> are saved with the message's state.
    /// </summary>
    Task Deliver(OutboxRow message, RenewalDb db, CancellationToken stop);
}

public enum OutboxState { Waiting, Sent, Dead }

/// <summary>A message on its way.</summary>
public sealed class OutboxRow
{
    public Guid Id { get; init; }
    public string Channel { get; init; } = "";
    public Guid? User { get; init; }
    public Guid? Organisation { get; init; }
    public string? Role { get; init; }
    [MaxLength(200)] public string Title { get; init; } = "";
    public string Body { get; init; } = "";
    public string? Link { get; init; }
    public DateTimeOffset At { get; init; }
    public OutboxState State { get; set; }
    public int Attempts { get; set; }
    /// <summary>Not before this instant; pushed on while somebody delivers it.</summary>
    public DateTimeOffset Next { get; set; }
    public string? Error { get; set; }
}

/// <summary>A delivered message of the inbox.</summary>
public sealed class InboxRow
{
    public Guid Id { get; init; }
    public Guid? User { get; init; }
    public Guid? Organisation { get; init; }
    public string? Role { get; init; }
    public string Title { get; init; } = "";
    public string Body { get; init; } = "";
    public string? Link { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>Somebody has read a message: each reader of a duty marks for themselves.</summary>
public sealed class InboxRead
{
    public Guid Message { get; init; }
    public Guid User { get; init; }
    public DateTimeOffset At { get; init; }
}

sealed class OutboxTable : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> row)
    {
        row.ToTable("outbox_messages").ReachedByAll("only the dispatcher reads it").Unrecorded("delivery state; the fact it tells of is recorded");
        row.HasIndex(r => new { r.State, r.Next });
    }
}

sealed class InboxTable : IEntityTypeConfiguration<InboxRow>
{
    public void Configure(EntityTypeBuilder<InboxRow> row)
    {
        row.ToTable("inbox_messages").ReachedByAll("IInbox narrows to the addressee").Unrecorded("a copy; the fact it tells of is recorded");
        row.HasIndex(r => new { r.User, r.At });
        row.HasIndex(r => new { r.Organisation, r.At });
    }
}

sealed class InboxReadTable : IEntityTypeConfiguration<InboxRead>
{
    public void Configure(EntityTypeBuilder<InboxRead> row)
    {
        row.ToTable("inbox_reads").ReachedByAll("IInbox narrows to the reader").Unrecorded("read marks prove nothing");
        row.HasKey(r => new { r.User, r.Message });
    }
}
