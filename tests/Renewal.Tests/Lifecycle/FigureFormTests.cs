using Renewal.Foundation;
using Renewal.Lifecycle;
using Renewal.Lifecycle.Contract;
using Xunit;

namespace Renewal.Tests.Lifecycle;

public sealed class FigureFormTests
{
    static string Read(FigureKind kind, string text, bool canonical = false) =>
        FigureForm.Read([new("f", "项", kind, Choices: [("a", "甲"), ("c", "丙")])], new HashSet<string> { "f" }, new Dictionary<string, string> { ["f"] = text }, canonical)["f"];

    [Theory]
    [InlineData(FigureKind.Count, "１，２８６", "1286")]
    [InlineData(FigureKind.Count, " 0 ", "0")]
    [InlineData(FigureKind.Money, "12,345.6", "1234560")]
    [InlineData(FigureKind.Area, "66783.97", "6678397")]
    [InlineData(FigureKind.Date, "2026年3月2日", "2026-03-02")]
    [InlineData(FigureKind.Date, "2026/3/2", "2026-03-02")]
    [InlineData(FigureKind.YesNo, "是", "1")]
    [InlineData(FigureKind.YesNo, "0", "0")]
    [InlineData(FigureKind.Choice, "a", "a")]
    [InlineData(FigureKind.Many, "c,a", "a+c")]
    [InlineData(FigureKind.Many, "c+c", "c")]
    [InlineData(FigureKind.CreditCode, "91110000600037341l", "91110000600037341L")]
    public void What_clerks_type_becomes_canonical(FigureKind kind, string typed, string read) => Assert.Equal(read, Read(kind, typed));

    [Theory]
    [InlineData(FigureKind.Count, "-1")]
    [InlineData(FigureKind.Count, "12.5")]
    [InlineData(FigureKind.Count, "约 300")]
    [InlineData(FigureKind.Money, "1.005")]
    [InlineData(FigureKind.Area, "1e3")]
    [InlineData(FigureKind.Date, "2026-02-30")]
    [InlineData(FigureKind.Choice, "b")]
    [InlineData(FigureKind.Many, "a+b")]
    [InlineData(FigureKind.CreditCode, "911100006000373410")]
    public void What_is_wrong_is_said_at_its_field(FigureKind kind, string typed)
    {
        var broken = Assert.Throws<RuleBroken>(() => Read(kind, typed));
        Assert.Equal(("figures.field", "f"), (broken.Code, broken.Field));
    }

    [Fact]
    public void Canonical_money_is_fen() => Assert.Equal("1234560", Read(FigureKind.Money, "1234560", canonical: true));

    [Fact]
    public void A_required_field_is_named_by_its_label() =>
        Assert.Contains("项", Assert.Throws<RuleBroken>(() => Read(FigureKind.Count, " ")).Message, StringComparison.Ordinal);
}
