using System.Numerics;
using Renewal.Foundation;
using Renewal.Participation;
using Xunit;

namespace Renewal.Tests.Participation;

public sealed class AuditSampleTests
{
    static readonly Share[] Confidences = [new(1, 2), new(9, 10), new(95, 100), new(99, 100), new(1, 1)];

    /// <summary>Draws of n of N that meet one of the first k, and all draws, by going through every subset.</summary>
    static (int Meet, int All) Enumerated(int ballots, int needed, int drawn)
    {
        var (meet, all) = (0, 0);
        for (var set = 0u; set < 1u << ballots; set++)
        {
            if (BitOperations.PopCount(set) != drawn) continue;
            all++;
            if ((set & ((1u << needed) - 1)) != 0) meet++;
        }
        return (meet, all);
    }

    [Fact]
    public void The_size_is_the_smallest_that_enumeration_of_all_draws_finds()
    {
        for (var ballots = 1; ballots <= 11; ballots++)
            for (var needed = 1; needed <= ballots; needed++)
            {
                var draws = Enumerable.Range(1, ballots).Select(n => (Drawn: n, Of: Enumerated(ballots, needed, n))).ToList();
                foreach (var c in Confidences)
                    Assert.Equal(draws.First(d => d.Of.Meet * c.Whole >= c.Part * d.Of.All).Drawn, AuditSample.Size(ballots, needed, c));
            }
    }

    [Theory]
    [InlineData(100, 6, 39)]
    [InlineData(100, 1, 95)]
    [InlineData(20, 1, 19)]
    [InlineData(3, 99, 1)]
    [InlineData(3, 0, 3)]
    [InlineData(0, 6, 0)]
    public void With_95_percent_of_so_many_ballots_so_many_are_called(int ballots, int needed, int size) => Assert.Equal(size, AuditSample.Size(ballots, needed, new Share(95, 100)));

    [Fact]
    public void It_grows_with_confidence_and_falls_with_what_forgery_needs()
    {
        for (var needed = 2; needed <= 400; needed++)
        {
            Assert.True(AuditSample.Size(400, needed, new Share(95, 100)) <= AuditSample.Size(400, needed - 1, new Share(95, 100)));
            Assert.True(AuditSample.Size(400, needed, new Share(95, 100)) <= AuditSample.Size(400, needed, new Share(99, 100)));
        }
    }
}
