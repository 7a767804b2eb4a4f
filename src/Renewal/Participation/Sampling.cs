using System.Security.Cryptography;
using System.Text;

namespace Renewal.Participation;

/// <summary>Draws that anybody can repeat: items in the order of SHA-256(seed ‖ line feed ‖ name), smallest first. Whoever publishes the seed first cannot choose the draw.</summary>
public static class Sampling
{
    public static IReadOnlyList<T> Draw<T>(string seed, IEnumerable<T> items, Func<T, string> name) =>
        [.. items.Select(i => (Item: i, Key: Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{name(i)}"))))).OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Item)];
}
