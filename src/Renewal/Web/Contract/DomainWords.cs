namespace Renewal.Web.Contract;

/// <summary>
/// Chinese and English of words that a room keeps with its own data (names of steps, papers, roles, clauses). A page asks for them as for any other
/// word, <c>W[step.Zh]</c>; what stands in Words.en.resx comes first.
/// </summary>
public sealed record DomainWords(IEnumerable<(string Zh, string En)> Pairs);
