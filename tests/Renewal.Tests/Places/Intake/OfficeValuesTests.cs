using CsCheck;
using Renewal.Foundation;
using Renewal.Places.Contract;
using Renewal.Places.Intake;
using Xunit;

namespace Renewal.Tests.Places.Intake;

public sealed class OfficeValuesTests
{
    [Theory]
    [InlineData("61栋", 61)]
    [InlineData("4710户", 4710)]
    [InlineData("４７１０户", 4710)]
    [InlineData(" 1,234 户 ", 1234)]
    [InlineData("1，234户", 1234)]
    [InlineData("1.2万户", 12000)]
    [InlineData("12.0", 12)]
    [InlineData("0户", 0)]
    public void A_count_is_read_with_its_unit(string written, int value) => Assert.Equal(new Cell<int?>(value), OfficeValues.Count(written));

    [Theory]
    [InlineData("六十多栋")]
    [InlineData("12.5户")]
    [InlineData("-3栋")]
    [InlineData("99999999999999户")]
    [InlineData("61栋3户")]
    public void What_is_no_count_is_refused_with_what_to_do(string written)
    {
        var cell = OfficeValues.Count(written);
        Assert.Null(cell.Value);
        Assert.NotNull(cell.Error);
    }

    [Theory]
    [InlineData("暂无信息")]
    [InlineData("未知年建成")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("—")]
    [InlineData("　")]
    [InlineData(null)]
    public void Saying_nothing_is_missing_and_no_error(string? written)
    {
        Assert.True(OfficeValues.BuiltIn(written).Missing);
        Assert.True(OfficeValues.Count(written).Missing);
        Assert.True(OfficeValues.Fee(written).Missing);
        Assert.True(OfficeValues.Degrees(written).Missing);
        Assert.True(OfficeValues.Text(written, 10).Missing);
    }

    [Theory]
    [InlineData("2009年建成 ", 2009, null)]
    [InlineData("１９９８", 1998, null)]
    [InlineData("1998.0", 1998, null)]
    [InlineData("二〇〇〇年", 2000, null)]
    [InlineData("2000-12-31", 2000, "2000-12-31")]
    [InlineData("2001年1月1日", 2001, "2001-01-01")]
    [InlineData("2001/1/1", 2001, "2001-01-01")]
    [InlineData("1999年6月竣工", 1999, null)]
    [Clause("M1.1c")]
    public void A_year_or_a_day_of_completion_is_read(string written, int year, string? day) =>
        Assert.Equal(new Built(year, day is null ? null : DateOnly.Parse(day)), OfficeValues.BuiltIn(written).Value);

    [Theory]
    [InlineData("80年代")]
    [InlineData("1980年代")]
    [InlineData("1998-2000年建成")]
    [InlineData("2000-02-30")]
    [InlineData("2000年13月")]
    [InlineData("解放前")]
    [InlineData("20000")]
    public void A_decade_a_span_or_no_date_is_not_made_into_a_year(string written)
    {
        var cell = OfficeValues.BuiltIn(written);
        Assert.Null(cell.Value);
        Assert.NotNull(cell.Error);
    }

    [Theory]
    [InlineData("1.5至2.4元/平米/月", 150, 240)]
    [InlineData("1.5元/平米/月", 150, 150)]
    [InlineData("2.4至1.5元/平米/月", 150, 240)]
    [InlineData("0.45元/㎡·月", 45, 45)]
    [InlineData("1.2-1.5", 120, 150)]
    [InlineData("免费", 0, 0)]
    public void A_fee_is_a_range_in_fen(string written, int from, int to) => Assert.Equal(new FeeRange(from, to), OfficeValues.Fee(written).Value);

    [Theory]
    [InlineData("66,783.97平方米", 6_678_397)]
    [InlineData("6.68万平方米", 6_680_000)]
    [InlineData("53.27㎡", 5_327)]
    public void An_area_is_in_hundredths_of_a_square_metre(string written, long hundredths) =>
        Assert.Equal(new Area(hundredths), OfficeValues.InArea(written).Value);

    [Theory]
    [InlineData("123.469339", 123.469339)]
    [InlineData("E123.469339°", 123.469339)]
    [InlineData("123°28′9.6″", 123.469333)]
    public void Degrees_are_decimal_or_in_minutes_and_seconds(string written, double degrees) =>
        Assert.Equal(degrees, OfficeValues.Degrees(written).Value!.Value, 6);

    [Theory]
    [InlineData("41.7.6")]
    [InlineData("123,46")]
    [InlineData("NaN")]
    [InlineData("1e400")]
    public void What_is_no_degree_is_refused(string written) => Assert.NotNull(OfficeValues.Degrees(written).Error);

    [Fact]
    public void Whatever_is_in_a_cell_nothing_is_thrown() => Gen.OneOf(Gen.String,
            Gen.String["0123456789.,年月日元至万户栋°′″ -/約约"], Gen.String["０９．万平方米\u3000\u0000\ud800"]).Sample(text =>
        {
            OfficeValues.Clean(text);
            OfficeValues.Text(text, 10);
            OfficeValues.Count(text);
            OfficeValues.BuiltIn(text);
            OfficeValues.Fee(text);
            OfficeValues.InArea(text);
            OfficeValues.Degrees(text);
            OfficeValues.YesNo(text);
            OfficeValues.Ownership(text);
        }, iter: 20_000);
}
