using CsCheck;
using Renewal.Places.Contract;
using Xunit;

namespace Renewal.Tests.Places;

public sealed class CrsTests
{
    static readonly GeoPoint shenyang = new(123.4315, 41.8057);

    [Theory]
    [InlineData(CoordinateSystem.Gcj02, 576)]
    [InlineData(CoordinateSystem.Bd09, 1395)]
    public void The_shift_at_Shenyang_is_as_measured(CoordinateSystem to, int metres) =>
        Assert.Equal(metres, Crs.Metres(shenyang, Crs.FromWgs84(shenyang, to)), 1.0);

    /// <summary>Vector published with gcoord's own tests: 北京 (116.3972, 39.9075) and 天安门 as Gaode and Baidu show it.</summary>
    [Fact]
    public void Tiananmen_is_where_the_maps_show_it()
    {
        var wgs = new GeoPoint(116.397428, 39.90923);
        var gcj = Crs.FromWgs84(wgs, CoordinateSystem.Gcj02);
        Assert.Equal((116.403672, 39.910634), (Math.Round(gcj.Longitude, 6), Math.Round(gcj.Latitude, 6)));
    }

    [Theory]
    [InlineData(CoordinateSystem.Wgs84)]
    [InlineData(CoordinateSystem.Cgcs2000)]
    [InlineData(CoordinateSystem.Gcj02)]
    [InlineData(CoordinateSystem.Bd09)]
    public void There_and_back_is_the_same_place_to_a_millionth_of_a_degree(CoordinateSystem system) =>
        Gen.Select(Gen.Double[73.5, 135], Gen.Double[4, 53.5]).Sample((longitude, latitude) =>
        {
            var here = new GeoPoint(longitude, latitude);
            var back = Crs.ToWgs84(Crs.FromWgs84(here, system), system);
            return Math.Abs(back.Longitude - longitude) <= 1e-6 && Math.Abs(back.Latitude - latitude) <= 1e-6;
        }, iter: 20_000);

    [Fact]
    public void Outside_China_nothing_is_shifted()
    {
        var porto = new GeoPoint(-8.61, 41.15);
        Assert.Equal(porto, Crs.FromWgs84(porto, CoordinateSystem.Gcj02));
        Assert.Equal(porto, Crs.ToWgs84(porto, CoordinateSystem.Bd09));
    }

    [Theory]
    [InlineData("BD-09", CoordinateSystem.Bd09)]
    [InlineData("bd09ll", CoordinateSystem.Bd09)]
    [InlineData("gcj-02", CoordinateSystem.Gcj02)]
    [InlineData("高德", CoordinateSystem.Gcj02)]
    [InlineData("WGS 84", CoordinateSystem.Wgs84)]
    [InlineData("国家2000", CoordinateSystem.Cgcs2000)]
    [InlineData("Beijing54", null)]
    [InlineData("", null)]
    public void A_system_is_known_by_the_names_people_give_it(string name, CoordinateSystem? system) => Assert.Equal(system, Crs.Named(name));
}
