namespace Renewal.Places.Contract;

/// <summary>Which datum a coordinate is in. Every import must say it: a wrong one shifts 500–1,400 m, more than the walking radius (rulebook §9).</summary>
public enum CoordinateSystem
{
    /// <summary>GPS.</summary>
    Wgs84,
    /// <summary>The national datum; to decimetres the same as WGS84 and kept as such.</summary>
    Cgcs2000,
    /// <summary>Shifted by law: Gaode, Tencent and most domestic maps.</summary>
    Gcj02,
    /// <summary>Shifted again: Baidu.</summary>
    Bd09,
}

/// <summary>Degrees, east and north.</summary>
public readonly record struct GeoPoint(double Longitude, double Latitude);

/// <summary>
/// Conversions between WGS84, CGCS2000, GCJ-02 and BD-09. The forward formulas are the published ones (as in gcoord); the inverse has no closed form and
/// iterates on the forward one to 1e-9°. Outside the box of China nothing is shifted. Pure and thread-safe.
/// </summary>
public static class Crs
{
    // Krasovsky 1940, on which GCJ-02 is built.
    const double Axis = 6378245.0;
    const double Eccentricity = 0.006693421622965943;
    const double BaiduTurn = Math.PI * 3000.0 / 180.0;

    /// <summary>The box in which GCJ-02 shifts.</summary>
    public static bool InChina(GeoPoint p) => p is { Longitude: >= 72.004 and <= 137.8347, Latitude: >= 0.8293 and <= 55.8271 };

    public static GeoPoint ToWgs84(GeoPoint point, CoordinateSystem from) => from switch
    {
        CoordinateSystem.Wgs84 or CoordinateSystem.Cgcs2000 => point,
        _ when !InChina(point) => point,
        CoordinateSystem.Gcj02 => Invert(point, Gcj02),
        CoordinateSystem.Bd09 => Invert(point, static p => Bd09(Gcj02(p))),
        _ => throw new ArgumentOutOfRangeException(nameof(from)),
    };

    public static GeoPoint FromWgs84(GeoPoint point, CoordinateSystem to) => to switch
    {
        CoordinateSystem.Wgs84 or CoordinateSystem.Cgcs2000 => point,
        _ when !InChina(point) => point,
        CoordinateSystem.Gcj02 => Gcj02(point),
        CoordinateSystem.Bd09 => Bd09(Gcj02(point)),
        _ => throw new ArgumentOutOfRangeException(nameof(to)),
    };

    /// <summary>
    /// The system a person or a file names: BD-09, bd09ll, 百度, GCJ-02, 高德, 腾讯, 火星, WGS84, GPS, CGCS2000, 国家2000, 天地图. Null where it is none of them.
    /// </summary>
    public static CoordinateSystem? Named(string? text)
    {
        var name = new string([.. (text ?? "").ToUpperInvariant().Where(char.IsLetterOrDigit)]);
        return name switch
        {
            "BD09" or "BD09LL" or "百度" or "百度坐标" or "百度坐标系" => CoordinateSystem.Bd09,
            "GCJ02" or "高德" or "腾讯" or "火星" or "火星坐标" or "火星坐标系" or "高德坐标" or "国测局" => CoordinateSystem.Gcj02,
            "WGS84" or "GPS" or "EPSG4326" => CoordinateSystem.Wgs84,
            "CGCS2000" or "国家2000" or "2000国家大地坐标系" or "天地图" or "EPSG4490" => CoordinateSystem.Cgcs2000,
            _ => null,
        };
    }

    public static string Zh(this CoordinateSystem system) => system switch
    {
        CoordinateSystem.Wgs84 => "WGS84（GPS）",
        CoordinateSystem.Cgcs2000 => "CGCS2000（国家大地坐标、天地图）",
        CoordinateSystem.Gcj02 => "GCJ-02（高德、腾讯）",
        _ => "BD-09（百度）",
    };

    /// <summary>Great-circle distance in metres on a sphere of 6,371,008.8 m: good to 0.5%, for "how far apart", never for areas.</summary>
    public static double Metres(GeoPoint a, GeoPoint b)
    {
        const double radian = Math.PI / 180;
        var (sinLat, sinLon) = (Math.Sin((b.Latitude - a.Latitude) * radian / 2), Math.Sin((b.Longitude - a.Longitude) * radian / 2));
        var h = sinLat * sinLat + Math.Cos(a.Latitude * radian) * Math.Cos(b.Latitude * radian) * sinLon * sinLon;
        return 2 * 6371008.8 * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    static GeoPoint Gcj02(GeoPoint p)
    {
        var (x, y) = (p.Longitude - 105.0, p.Latitude - 35.0);
        var root = Math.Sqrt(Math.Abs(x));
        var wave = (20.0 * Math.Sin(6.0 * x * Math.PI) + 20.0 * Math.Sin(2.0 * x * Math.PI)) * 2.0 / 3.0;
        var north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
            + (20.0 * Math.Sin(y * Math.PI) + 40.0 * Math.Sin(y / 3.0 * Math.PI)) * 2.0 / 3.0
            + (160.0 * Math.Sin(y / 12.0 * Math.PI) + 320.0 * Math.Sin(y * Math.PI / 30.0)) * 2.0 / 3.0;
        var east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
            + (20.0 * Math.Sin(x * Math.PI) + 40.0 * Math.Sin(x / 3.0 * Math.PI)) * 2.0 / 3.0
            + (150.0 * Math.Sin(x / 12.0 * Math.PI) + 300.0 * Math.Sin(x / 30.0 * Math.PI)) * 2.0 / 3.0;
        var latitude = p.Latitude / 180.0 * Math.PI;
        var magic = 1 - Eccentricity * Math.Sin(latitude) * Math.Sin(latitude);
        var sqrt = Math.Sqrt(magic);
        return new(p.Longitude + east * 180.0 / (Axis / sqrt * Math.Cos(latitude) * Math.PI),
            p.Latitude + north * 180.0 / (Axis * (1 - Eccentricity) / (magic * sqrt) * Math.PI));
    }

    static GeoPoint Bd09(GeoPoint p)
    {
        var (x, y) = (p.Longitude, p.Latitude);
        var z = Math.Sqrt(x * x + y * y) + 0.00002 * Math.Sin(y * BaiduTurn);
        var theta = Math.Atan2(y, x) + 0.000003 * Math.Cos(x * BaiduTurn);
        return new(z * Math.Cos(theta) + 0.0065, z * Math.Sin(theta) + 0.006);
    }

    /// <summary>Fixed point of w ← w + (target − forward(w)). The shift changes by less than 1% of the way moved, so each round gains two digits.</summary>
    static GeoPoint Invert(GeoPoint target, Func<GeoPoint, GeoPoint> forward)
    {
        var guess = target;
        for (var i = 0; i < 30; i++)
        {
            var there = forward(guess);
            var (east, north) = (target.Longitude - there.Longitude, target.Latitude - there.Latitude);
            guess = new(guess.Longitude + east, guess.Latitude + north);
            if (Math.Abs(east) < 1e-10 && Math.Abs(north) < 1e-10) break;
        }
        return guess;
    }
}
