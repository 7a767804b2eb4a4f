using Microsoft.AspNetCore.Components;

namespace Renewal.Web.Kit;

/// <summary>A column of a <see cref="Ledger{TItem}"/>.</summary>
/// <param name="Key">stands in the address when it is sorted or chosen</param>
/// <param name="Title">head of the column, and label on the phone</param>
/// <param name="Text">what the cell says; also what an export writes</param>
public sealed record LedgerColumn<TItem>(string Key, string Title, Func<TItem, string?> Text)
{
    /// <summary>Instead of the text: badges, lamps, links.</summary>
    public RenderFragment<TItem>? Cell { get; init; }

    /// <summary>Address of the row's own page; makes the cell the row's head.</summary>
    public Func<TItem, string>? Href { get; init; }

    /// <summary>Numbers stand to the right.</summary>
    public bool Number { get; init; }

    public bool Sortable { get; init; } = true;

    /// <summary>Cannot be taken out.</summary>
    public bool Always { get; init; }

    /// <summary>Not among the usual columns, but may be chosen.</summary>
    public bool Extra { get; init; }

    /// <summary>Takes the whole width of the card on a phone.</summary>
    public bool Wide { get; init; }
}
