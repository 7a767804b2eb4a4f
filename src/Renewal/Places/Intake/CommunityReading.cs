using System.Globalization;
using Renewal.Foundation;
using Renewal.Places.Contract;
using F = Renewal.Places.Intake.CommunityFields;

namespace Renewal.Places.Intake;

/// <summary>
/// Reads the rows of a list of communities and judges each by itself: required, readable, in range, plausible. Pure: knows no store. Thresholds are
/// practised defaults for a warning, never a reason to refuse.
/// </summary>
sealed class CommunityReading(IntakeSource source, DivisionTree tree, DivisionMatcher matcher, CountyBoxes boxes, Func<string, bool> inReach, DateOnly today, CheckReport report)
{
    /// <summary>More homes in one building than any in the province has.</summary>
    const int HouseholdsPerBuilding = 1000;

    /// <summary>Fen per m² and month: dearer than any residential fee of the province.</summary>
    const int DearFee = 3000;
    const double Margin = 0.15;

    readonly Dictionary<string, (Question Asked, int Rows)> questions = [];
    readonly Dictionary<(string, string, string, string), string?> places = [];
    readonly Dictionary<(string, string, string, string), string> asked = [];
    readonly Dictionary<(string, string, string, string), (string Field, string Zh)> unknown = [];
    readonly HashSet<string> counties = [];
    int withYear, withPoint, withHouseholds, withBuildings, complete, completeBy2000, zeroHouseholds;

    public List<CommunityRow> Read()
    {
        List<CommunityRow> rows = [];
        foreach (var row in source.Rows())
        {
            report.Rows++;
            rows.Add(Read(row));
        }
        foreach (var (asked, count) in questions.Values) report.Questions.Add(asked with { Rows = count });
        report.Figures.AddRange(
        [
            new("有建成年份", withYear, report.Rows), new("有坐标", withPoint, report.Rows), new("有房屋总数", withHouseholds, report.Rows),
            new("有楼栋总数", withBuildings, report.Rows), new("年份、户数、栋数齐全", complete, report.Rows), new("齐全且 2000 年底前建成", completeBy2000, complete),
            new("缺建成年份", report.Rows - withYear), new("缺坐标", report.Rows - withPoint), new("户数为零", zeroHouseholds), new("匹配到的区县", counties.Count),
        ]);
        return rows;
    }

    CommunityRow Read(TableRow row)
    {
        var r = new CommunityRow { Row = row.Number };
        r.Name = Take(row, F.Name, OfficeValues.Text(Cell(row, F.Name), 100)) ?? "";
        if (r.Name.Length == 0 && OfficeValues.IsNothing(Cell(row, F.Name))) Error(row, F.Name, "name.missing", "缺小区名称");
        r.Division = Place(row);
        r.Code = Text(row, F.Code, 40);
        r.Aliases = Text(row, F.Aliases, 400);
        r.Address = Text(row, F.Address, 300);
        r.Neighbourhood = Text(row, F.Neighbourhood, 100);
        r.Built = Take(row, F.Built, OfficeValues.BuiltIn(Cell(row, F.Built)));
        r.Ownership = Take(row, F.Ownership, OfficeValues.Ownership(Cell(row, F.Ownership)));
        r.BuildingType = Text(row, F.Type, 60);
        r.Buildings = Take(row, F.Buildings, OfficeValues.Count(Cell(row, F.Buildings), 5_000));
        r.Households = Take(row, F.Households, OfficeValues.Count(Cell(row, F.Households), 200_000));
        r.FloorArea = Take(row, F.Area, OfficeValues.InArea(Cell(row, F.Area)));
        r.Point = Point(row);
        r.PointSource = Text(row, F.PointSource, 60);
        r.Fee = Take(row, F.Fee, OfficeValues.Fee(Cell(row, F.Fee)));
        r.Company = Text(row, F.Company, 200);
        r.Developer = Text(row, F.Developer, 200);
        r.Shanty = Take(row, F.Shanty, OfficeValues.YesNo(Cell(row, F.Shanty)));
        r.Rebuild = Take(row, F.Rebuild, OfficeValues.YesNo(Cell(row, F.Rebuild)));
        r.Heritage = Take(row, F.Heritage, OfficeValues.YesNo(Cell(row, F.Heritage)));
        Judge(row, r);
        return r;
    }

    void Judge(TableRow row, CommunityRow r)
    {
        if (r.Built is { } built)
        {
            withYear++;
            if (built.Year > today.Year) Error(row, F.Built, "year.future", $"建成年份 {built.Year} 晚于今年");
            else if (built.Year < 1900) Warning(row, F.Built, "year.old", $"建成年份 {built.Year} 早于 1900 年，请核实");
        }
        else if (Mapped(F.Built) && OfficeValues.IsNothing(Cell(row, F.Built))) Warning(row, F.Built, "year.missing", "缺建成年份，无法判断是否 2000 年底前建成");
        if (r.Buildings is { } b)
        {
            withBuildings++;
            if (b == 0) Warning(row, F.Buildings, "buildings.zero", "楼栋数为零");
        }
        else if (Mapped(F.Buildings) && OfficeValues.IsNothing(Cell(row, F.Buildings))) Warning(row, F.Buildings, "buildings.missing", "缺楼栋数");
        if (r.Households is { } h)
        {
            if (h == 0)
            {
                zeroHouseholds++;
                Warning(row, F.Households, "households.zero", "户数为零，没有户数不能计算征求意见比例");
            }
            else withHouseholds++;
            if (h > 0 && r.Buildings is > 0 and var n)
            {
                if (h / n > HouseholdsPerBuilding) Warning(row, F.Households, "households.many", $"平均每栋 {h / n} 户，请核实栋数和户数");
                else if (h < n) Warning(row, F.Households, "households.few", $"户数 {h} 少于栋数 {n}，请核实");
            }
        }
        else if (Mapped(F.Households) && OfficeValues.IsNothing(Cell(row, F.Households))) Warning(row, F.Households, "households.missing", "缺户数");
        if (r is { Built: not null, Households: > 0, Buildings: > 0 })
        {
            complete++;
            // M1.1c: the focus is on what was finished by 2000-12-31.
            if (r.Built.Value.By(new DateOnly(2000, 12, 31)) == true) completeBy2000++;
        }
        if (r.Fee is { To: > DearFee }) Warning(row, F.Fee, "fee.dear", $"物业费 {CommunityRow.ShowFee(r.Fee)} 过高，单位可能有误");
        if (r.Point is { } point)
        {
            withPoint++;
            if (r.Division is { } division && boxes.Of(division) is { } box && !box.Holds(point, Margin))
                Warning(row, F.Longitude, "point.outside", $"坐标落在{tree.Path(division)}之外，请核实坐标和坐标系");
        }
        else if (Mapped(F.Longitude) && OfficeValues.IsNothing(Cell(row, F.Longitude)) && OfficeValues.IsNothing(Cell(row, F.Latitude)))
            Warning(row, F.Longitude, "point.missing", "缺坐标，地图上不显示");
        if (r is { Shanty: true } or { Rebuild: true })
            Warning(row, r.Shanty == true ? F.Shanty : F.Rebuild, "excluded", "列入棚改或拆除重建，不得纳入老旧小区改造（M1.1e）");
    }

    GeoPoint? Point(TableRow row)
    {
        var (longitude, latitude) = (Take(row, F.Longitude, OfficeValues.Degrees(Cell(row, F.Longitude))), Take(row, F.Latitude, OfficeValues.Degrees(Cell(row, F.Latitude))));
        if (longitude is null && latitude is null) return null;
        if (longitude is not { } x || latitude is not { } y)
        {
            if (OfficeValues.IsNothing(Cell(row, F.Longitude)) || OfficeValues.IsNothing(Cell(row, F.Latitude)))
                Error(row, longitude is null ? F.Longitude : F.Latitude, "point.half", "经度、纬度只填了一个");
            return null;
        }
        var crs = source.Crs ?? CoordinateSystem.Wgs84;
        var written = Cell(row, F.Crs);
        if (!OfficeValues.IsNothing(written))
        {
            if (Crs.Named(written) is not { } named) Error(row, F.Crs, "crs.unknown", $"不认识的坐标系「{OfficeValues.Short(OfficeValues.Clean(written))}」");
            else if (source.Crs is { } said && said != named && !(Same(said) && Same(named)))
                Error(row, F.Crs, "crs.differs", $"这一行写的是 {named.Zh()}，上传时选的是 {said.Zh()}");
            else crs = named;
        }
        var point = new GeoPoint(x, y);
        if (!Crs.InChina(point))
        {
            Error(row, F.Longitude, "point.abroad", Crs.InChina(new(y, x)) ? "经度和纬度填反了" : "坐标不在中国境内");
            return null;
        }
        var wgs = Crs.ToWgs84(point, crs);
        return new(Math.Round(wgs.Longitude, 7), Math.Round(wgs.Latitude, 7));

        static bool Same(CoordinateSystem s) => s is CoordinateSystem.Wgs84 or CoordinateSystem.Cgcs2000;
    }

    /// <summary>The division a row lies in, as exact as it can be known; the same words are matched once.</summary>
    string? Place(TableRow row)
    {
        var words = Words(row);
        if (!places.TryGetValue(words, out var known)) places[words] = known = Match(row, words);
        else if (known is null) Repeat(row, words);
        if (known is null) return null;
        if (known.Length >= 6) counties.Add(known[..6]);
        if (!inReach(known))
        {
            Error(row, F.County, "division.reach", $"{tree.Path(known)}不在您的管辖范围内");
            return null;
        }
        if (known.Length < 6) Error(row, F.County, "division.missing", "缺区县");
        return known;
    }

    (string City, string County, string Street, string Committee) Words(TableRow row)
    {
        return (Word(F.City), Word(F.County), Word(F.Street), Word(F.Committee));

        string Word(string field) => OfficeValues.IsNothing(Cell(row, field)) ? "" : OfficeValues.Clean(Cell(row, field));
    }

    string? Match(TableRow row, (string City, string County, string Street, string Committee) words)
    {
        var within = source.Division[..Math.Min(4, source.Division.Length)];
        if (words.City.Length > 0)
        {
            var city = matcher.Match(words.City, DivisionLevel.City, within[..2]);
            if (city.Found is null) return Ask("city", words.City, within[..2], city, row);
            if (within.Length == 4 && city.Found.Code != within)
            {
                Error(row, F.City, "division.other_city", $"「{words.City}」不是{tree.Name(within)}");
                return source.Division;
            }
            within = city.Found.Code;
        }
        if (words.County.Length == 0) return source.Division.Length >= 6 ? source.Division : within;
        if (Step("county", words.County, DivisionLevel.County, within, row) is not { } county) return null;
        if (words.Street.Length == 0 && words.Committee.Length == 0) return county;
        var street = words.Street.Length == 0 ? county : Step("street", words.Street, DivisionLevel.Street, county, row);
        if (street is null || words.Committee.Length == 0) return street;
        return Step("committee", words.Committee, DivisionLevel.Committee, street, row);
    }

    string? Step(string level, string word, DivisionLevel digits, string within, TableRow row)
    {
        var match = matcher.Match(word, digits, within);
        return match.Found?.Code ?? Ask(level, word, within, match, row);
    }

    /// <summary>Asks once for each word and place; an answer given before is taken.</summary>
    string? Ask(string level, string word, string within, DivisionMatch match, TableRow row)
    {
        var key = $"{level}:{within}:{word}";
        if (source.Answers.TryGetValue(key, out var answer) && (answer == within || tree.Find(answer) is not null) && answer.StartsWith(within[..2], StringComparison.Ordinal))
            return answer;
        List<KeyValuePair<string, string>> options = [.. match.Candidates.Select(d => KeyValuePair.Create(d.Code, $"{tree.Path(d.Code)}（{d.Code}）"))];
        if (within.Length >= 6) options.Add(new(within, $"暂按{tree.Path(within)}登记，下级待定"));
        var zh = match.Ambiguous ? $"「{word}」可能是 {match.Candidates.Count} 个地方，请选定是哪一个。"
            : $"没有在{tree.Path(within)}找到「{word}」" + (options.Count > 0 ? "，请选定是哪里。" : "。请改正后重新上传。");
        if (options.Count == 0)
        {
            var field = level switch { "city" => F.City, "county" => F.County, "street" => F.Street, _ => F.Committee };
            unknown[Words(row)] = (field, zh);
            Error(row, field, "division.unknown", zh);
        }
        else questions[key] = (new Question(key, zh, options, 1), 1);
        asked[Words(row)] = key;
        return null;
    }

    /// <summary>The same words again: the same question or the same error, at this row's cell.</summary>
    void Repeat(TableRow row, (string, string, string, string) words)
    {
        if (unknown.TryGetValue(words, out var error)) Error(row, error.Field, "division.unknown", error.Zh);
        if (asked.TryGetValue(words, out var key) && questions.TryGetValue(key, out var question)) questions[key] = (question.Asked, question.Rows + 1);
    }

    T? Take<T>(TableRow row, string field, Cell<T> cell)
    {
        if (cell.Error is { } error) Error(row, field, $"{field}.unreadable", error);
        if (cell.Remark is { } remark) Warning(row, field, $"{field}.remark", remark);
        return cell.Value;
    }

    string? Text(TableRow row, string field, int max) => Take(row, field, OfficeValues.Text(Cell(row, field), max));
    bool Mapped(string field) => source.Column(field) >= 0;
    string? Cell(TableRow row, string field) => row[source.Column(field)];
    void Error(TableRow row, string field, string code, string zh) => report.Error(row.Number, source.Column(field), code, zh);
    void Warning(TableRow row, string field, string code, string zh) => report.Warning(row.Number, source.Column(field), code, zh);
}

/// <summary>Rough boxes of counties, for "is this point anywhere near": shipped for Shenyang, the province for the rest.</summary>
sealed class CountyBoxes
{
    public static readonly CountyBoxes Shipped = new();

    public sealed record Box(double West, double South, double East, double North)
    {
        public bool Holds(GeoPoint p, double margin) =>
            p.Longitude >= West - margin && p.Longitude <= East + margin && p.Latitude >= South - margin && p.Latitude <= North + margin;
    }

    readonly Dictionary<string, Box> boxes = [];

    CountyBoxes()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Places", "Data", "county-boxes.csv")))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var part = line.Split(',');
            double At(int i) => double.Parse(part[i], NumberStyles.Float, CultureInfo.InvariantCulture);
            boxes[part[0]] = new Box(At(1), At(2), At(3), At(4));
        }
    }

    public Box? Of(string division) =>
        division.Length >= 6 && boxes.TryGetValue(division[..6], out var county) ? county : boxes.GetValueOrDefault(division[..Math.Min(2, division.Length)]);
}
