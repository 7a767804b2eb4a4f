using System.Globalization;
using System.Numerics;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Places.Contract;

namespace Renewal.Places.Roll;

/// <summary>Where the columns of a sheet stand in the file: template column → file column, −1 where it is absent.</summary>
public sealed record RollLayout(string Sheet, int[] At);

/// <summary>
/// Turns rows of a file into a <see cref="RollDraft"/> and says every problem at its cell. Pure: knows no store. Rows are given in any order of
/// sheets; <see cref="Finish"/> then judges what only the whole shows (shares, one ID with two names, areas by riser, homes without a unit).
/// </summary>
public sealed class RollReading
{
    /// <summary>Places of the template columns, for readable indexing.</summary>
    public static class U
    {
        public const int Building = 0, Stairwell = 1, Door = 2, Floor = 3, Area = 4, Source = 5, Title = 6, Side = 7, Use = 8, Kind = 9, Name = 10, Id = 11,
            Phone = 12, Share = 13, Register = 14, Count = 15;
    }

    public static class H
    {
        public const int Building = 0, Stairwell = 1, Door = 2, Suffix = 3, Tenure = 4, Name = 5, Phone = 6, Members = 7, Count = 8;
    }

    readonly List<RollProblem> problems;
    readonly Dictionary<string, RollPerson> people = new(StringComparer.Ordinal);
    readonly HashSet<string> homes = new(StringComparer.Ordinal);
    RollLayout? units;
    RollLayout? households;
    bool buildingsListed;

    sealed record RollPerson(string Name, int Row);

    public RollReading(List<RollProblem> problems) => this.problems = problems;

    public RollDraft Draft { get; } = new();

    void Problem(RollLayout layout, int row, int column, bool error, string code, string zh) =>
        problems.Add(new RollProblem(layout.Sheet, row, column < 0 || layout.At[column] < 0 ? 0 : layout.At[column] + 1, error, code, zh));

    static string Cell(RollLayout layout, string?[] cells, int column)
    {
        var at = layout.At[column];
        return at < 0 || at >= cells.Length ? "" : RollWords.Clean(cells[at]);
    }

    /// <summary>Whether a row is empty or an example of the template.</summary>
    public static bool IsNothing(string?[] cells)
    {
        foreach (var cell in cells)
            if (!string.IsNullOrWhiteSpace(cell)) return cell.StartsWith(RollSheets.ExampleMark + "：", StringComparison.Ordinal)
                || cell.StartsWith(RollSheets.ExampleMark + ":", StringComparison.Ordinal);
        return true;
    }

    public void Building(RollLayout layout, int row, string?[] cells)
    {
        buildingsListed = true;
        string At(int column) => Cell(layout, cells, column);
        var number = RollWords.Building(At(0));
        if (number.Length == 0) { Problem(layout, row, 0, true, "roll.no_building", "没有楼号"); return; }
        if (number.Length > 20) { Problem(layout, row, 0, true, "roll.building_long", "楼号过长，只写墙上的楼号"); return; }
        if (Draft.Buildings.TryGetValue(number, out var earlier))
        {
            Problem(layout, row, 0, true, "roll.building_twice", $"{number} 号楼重复，第 {earlier.Row} 行已有");
            return;
        }
        var stairwells = RollWords.Stairwells(At(6));
        if (stairwells is null) Problem(layout, row, 6, true, "roll.stairwells", "单元看不懂，请写成 1、2、3");
        var year = Whole(layout, row, 2, At(2), 1900, 2100, "建成年份应为四位年份");
        var areaText = At(5);
        var area = areaText.Length == 0 ? null : RollWords.Area(areaText);
        if (areaText.Length > 0 && area is null) Problem(layout, row, 5, true, "roll.area_format", "建筑面积应为数字，最多两位小数");
        Draft.Buildings.Add(number, new DraftBuilding(row, number)
        {
            Address = At(1), BuiltYear = year, Structure = At(3), Floors = Whole(layout, row, 4, At(4), 1, 60, "层数应为 1 至 60"), FloorArea = area,
            Lifts = Whole(layout, row, 7, At(7), 0, 50, "电梯数应为 0 至 50"), Stairwells = stairwells ?? [],
        });
    }

    int? Whole(RollLayout layout, int row, int column, string text, int low, int high, string zh)
    {
        if (text.Length == 0) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= low && n <= high) return n;
        Problem(layout, row, column, true, "roll.number", zh);
        return null;
    }

    /// <summary>One row of 房屋与产权: a unit, and one of its owners.</summary>
    /// <param name="repeated">a household list repeats its unit and owner for the second home of a flat; the template does so for co-owners only</param>
    public DraftUnit? Unit(RollLayout layout, int row, string?[] cells, bool repeated = false)
    {
        units ??= layout;
        string At(int column) => Cell(layout, cells, column);
        var (building, stairwell, door) = (RollWords.Building(At(U.Building)), RollWords.Stairwell(At(U.Stairwell)), RollWords.Door(At(U.Door)));
        if (!Placed(layout, row, building, stairwell, door)) return null;
        var number = RollWords.UnitNumber(building, stairwell, door);
        var known = Draft.Units.TryGetValue(number, out var unit);
        if (!known) Draft.Units.Add(number, unit = new DraftUnit(row, building, stairwell, door) { Floor = RollWords.FloorOf(door) });

        var floor = At(U.Floor);
        if (floor.Length > 0)
        {
            if (!int.TryParse(floor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var storey) || storey is < -3 or > 60 or 0)
                Problem(layout, row, U.Floor, true, "roll.floor", "楼层应为整数，地下用负数");
            else
            {
                if (RollWords.FloorOf(door) is { } named && named != storey)
                    Problem(layout, row, U.Floor, false, "roll.floor_door", $"房号 {door} 像在 {named} 层，楼层填的是 {storey}");
                unit!.Floor = storey;
            }
        }
        var text = At(U.Area);
        if (text.Length > 0)
        {
            if (RollWords.Area(text) is not { } area) Problem(layout, row, U.Area, true, "roll.area_format", "专有面积应为大于 0 的数字，最多两位小数");
            else if (unit!.Area is { } other && other != area)
                Problem(layout, row, U.Area, true, "roll.area_differs", $"同一房屋 {number} 两处面积不一致：第 {unit.Row} 行为 {other} m²");
            else
            {
                unit.Area = area;
                if (unit.AreaSource == AreaSource.Unknown) unit.AreaSource = AreaSource.Register;
            }
        }
        if (Choice(layout, row, U.Source, At(U.Source), RollWords.Source, "面积来源") is { } source && unit!.Area is not null) unit.AreaSource = source;
        if (Choice(layout, row, U.Title, At(U.Title), RollWords.Title, "权属依据") is { } title) unit!.Title = title;
        else if (!known && text.Length > 0 && layout.At[U.Title] < 0) unit!.Title = TitleKind.Registered;
        if (Choice(layout, row, U.Side, At(U.Side), RollWords.Side, "产权性质") is { } side) unit!.Side = side;
        if (Choice(layout, row, U.Use, At(U.Use), RollWords.Use, "用途") is { } use) unit!.Use = use;
        var register = At(U.Register);
        if (register.Length > 0)
        {
            if (register.Length != 28) Problem(layout, row, U.Register, true, "roll.register_number", "不动产单元号应为 28 位");
            else unit!.RegisterNumber = register.ToUpperInvariant();
        }
        Owner(layout, row, unit!, known, At, repeated);
        return unit;
    }

    bool Placed(RollLayout layout, int row, string building, string stairwell, string door)
    {
        var fine = true;
        if (building.Length == 0) { Problem(layout, row, 0, true, "roll.no_building", "没有楼号"); fine = false; }
        if (door.Length == 0) { Problem(layout, row, 2, true, "roll.no_door", "没有房号"); fine = false; }
        if (building.Length > 20 || stairwell.Length > 10 || door.Length > 20)
        {
            Problem(layout, row, building.Length > 20 ? 0 : door.Length > 20 ? 2 : 1, true, "roll.number_long", "楼号、单元或房号过长，只写号码");
            fine = false;
        }
        return fine;
    }

    T? Choice<T>(RollLayout layout, int row, int column, string text, Func<string, T?> read, string what) where T : struct
    {
        if (text.Length == 0) return null;
        if (read(text) is { } value) return value;
        Problem(layout, row, column, true, "roll.choice", $"{what}「{(text.Length > 12 ? text[..12] + "…" : text)}」不在可选项内，请从下拉框选择");
        return null;
    }

    void Owner(RollLayout layout, int row, DraftUnit unit, bool known, Func<int, string> at, bool repeated)
    {
        var (name, id, phoneText, shareText) = (at(U.Name), at(U.Id).ToUpperInvariant(), at(U.Phone), at(U.Share));
        if (name.Length == 0)
        {
            if (id.Length + phoneText.Length + shareText.Length > 0) Problem(layout, row, U.Name, true, "roll.owner_no_name", "有证件、电话或份额，没有业主姓名");
            else if (known && !repeated) Problem(layout, row, U.Door, true, "roll.door_twice", $"房号 {unit.Number} 重复，第 {unit.Row} 行已有");
            return;
        }
        if (name.Length > 60) { Problem(layout, row, U.Name, true, "roll.owner_name_long", "业主姓名过长"); return; }
        var kind = Choice(layout, row, U.Kind, at(U.Kind), RollWords.Kind, "业主类型")
            ?? (id.Length == 18 && CreditCode.IsValid(id) && !ResidentId.IsValid(id) ? OwnerKind.Organisation : OwnerKind.Person);
        if (id.Length > 0)
        {
            if (RollWords.LostDigits(id)) Problem(layout, row, U.Id, true, "roll.id_lost", "证件号码被表格软件改成了科学计数，请把该列设为文本后重新填写");
            else if (kind == OwnerKind.Person && !ResidentId.IsValid(id))
                Problem(layout, row, U.Id, true, "roll.id_check", $"身份证号 {Mask.IdNumber(id)} 不是 18 位或校验位不符（GB 11643）");
            else if (kind == OwnerKind.Organisation && !CreditCode.IsValid(id))
                Problem(layout, row, U.Id, true, "roll.credit_code", $"统一社会信用代码 {Mask.IdNumber(id)} 校验位不符（GB 32100）");
            else if (!people.TryGetValue(id, out var same)) people.Add(id, new RollPerson(name, row));
            else if (same.Name != name)
                Problem(layout, row, U.Name, true, "roll.id_two_names", $"同一证件号码 {Mask.IdNumber(id)} 有两个姓名：第 {same.Row} 行为 {Mask.Name(same.Name)}，本行为 {Mask.Name(name)}");
        }
        var phone = "";
        if (phoneText.Length > 0 && RollWords.Phone(phoneText) is not { } number) Problem(layout, row, U.Phone, true, "roll.phone", "联系电话应为 11 位手机号，或带区号的座机");
        else if (phoneText.Length > 0) phone = RollWords.Phone(phoneText)!;

        (int Part, int Whole)? share = shareText.Length == 0 ? (-1, 1) : RollWords.Share(shareText);
        if (share is null) { Problem(layout, row, U.Share, true, "roll.share_format", "份额请写 1/2、50% 或「共同共有」"); return; }
        foreach (var earlier in unit.Owners)
        {
            if (earlier.Name != name || earlier.IdNumber != id && earlier.IdNumber.Length > 0 && id.Length > 0) continue;
            if (!repeated) Problem(layout, row, U.Name, true, "roll.owner_twice", $"{unit.Number} 的业主 {Mask.Name(name)} 重复，第 {earlier.Row} 行已有");
            return;
        }
        unit.Owners.Add(new DraftOwner(row, kind, name, id, phone, share.Value.Part, share.Value.Whole));
    }

    /// <summary>One row of 住户.</summary>
    public void Home(RollLayout layout, int row, string?[] cells)
    {
        string At(int column) => Cell(layout, cells, column);
        var (building, stairwell, door) = (RollWords.Building(At(H.Building)), RollWords.Stairwell(At(H.Stairwell)), RollWords.Door(At(H.Door)));
        if (!Placed(layout, row, building, stairwell, door)) return;
        Home(layout, row, cells, RollWords.UnitNumber(building, stairwell, door));
    }

    public void Home(RollLayout layout, int row, string?[] cells, string number)
    {
        households ??= layout;
        string At(int column) => Cell(layout, cells, column);
        var suffix = At(H.Suffix);
        if (suffix.Length > 2) { Problem(layout, row, H.Suffix, true, "roll.home_suffix", "户序请写甲、乙"); return; }
        if (!homes.Add(number + suffix))
        {
            Problem(layout, row, layout.At[H.Suffix] < 0 ? H.Door : H.Suffix, true, "roll.home_twice", $"{number}{suffix} 已有一户；一套房住两户的，户序分别写甲、乙");
            return;
        }
        var tenure = Choice(layout, row, H.Tenure, At(H.Tenure), RollWords.Lives, "居住情况") ?? Tenure.Unknown;
        var (name, phoneText) = (At(H.Name), At(H.Phone));
        var phone = phoneText.Length == 0 ? "" : RollWords.Phone(phoneText);
        if (phone is null) Problem(layout, row, H.Phone, true, "roll.phone", "联系电话应为 11 位手机号，或带区号的座机");
        if (name.Length > 60) Problem(layout, row, H.Name, true, "roll.name_long", "住户姓名过长");
        var home = new DraftHome(row, suffix, tenure)
        {
            Name = name, Phone = phone ?? "", Members = Whole(layout, row, H.Members, At(H.Members), 0, 30, "人口数应为 0 至 30"),
        };
        if (Draft.Units.TryGetValue(number, out var unit)) unit.Homes.Add(home);
        else if (Draft.Elsewhere.TryGetValue(number, out var list)) list.Add(home);
        else Draft.Elsewhere.Add(number, [home]);
    }

    /// <summary>What only the whole shows. Fills shares and areas that follow from the rest.</summary>
    /// <param name="unitsOnRoll">numbers of units already stored, for households whose unit this file does not list</param>
    public void Finish(IReadOnlySet<string> unitsOnRoll)
    {
        // 住户 may stand before 房屋与产权 in the file.
        foreach (var (number, list) in Draft.Elsewhere.ToArray())
        {
            if (Draft.Units.TryGetValue(number, out var unit)) { unit.Homes.AddRange(list); Draft.Elsewhere.Remove(number); }
            else if (!unitsOnRoll.Contains(number) && households is { } layout)
                foreach (var home in list) Problem(layout, home.Row, H.Door, true, "roll.home_no_unit", $"「{RollSheets.Units}」里没有 {number}");
        }
        if (units is null) return;
        foreach (var unit in Draft.Units.Values)
        {
            Shares(units, unit);
            Sides(units, unit);
            if (buildingsListed && !Draft.Buildings.ContainsKey(unit.Building))
                Problem(units, unit.Row, U.Building, true, "roll.building_unlisted", $"「{RollSheets.Buildings}」里没有 {unit.Building} 号楼");
            if (Draft.Buildings.TryGetValue(unit.Building, out var building))
            {
                if (building.Floors is { } floors && unit.Floor > floors)
                    Problem(units, unit.Row, U.Floor, false, "roll.floor_above", $"{unit.Number} 在 {unit.Floor} 层，{unit.Building} 号楼只有 {floors} 层");
                if (building.Stairwells.Count > 0 && unit.Stairwell.Length > 0 && !building.Stairwells.Contains(unit.Stairwell))
                    Problem(units, unit.Row, U.Stairwell, true, "roll.stairwell_unlisted", $"{unit.Building} 号楼没有 {unit.Stairwell} 单元");
            }
        }
        Areas(units);
        foreach (var unit in Draft.Units.Values)
        {
            if (!Draft.Buildings.TryGetValue(unit.Building, out var building)) Draft.Buildings.Add(unit.Building, building = new DraftBuilding(unit.Row, unit.Building));
            if (unit.Stairwell.Length > 0 && !building.Stairwells.Contains(unit.Stairwell)) building.Stairwells = [.. building.Stairwells, unit.Stairwell];
        }
    }

    /// <summary>Shares of co-owners sum to exactly 1, or all hold jointly; a sole owner without a share holds all.</summary>
    void Shares(RollLayout layout, DraftUnit unit)
    {
        var owners = unit.Owners;
        if (owners.Count == 0)
        {
            Problem(layout, unit.Row, U.Name, false, "roll.no_owner", $"{unit.Number} 没有业主，列入缺项");
            return;
        }
        var blank = owners.Count(o => o.Part < 0);
        if (owners.Count == 1 && blank == 1) { owners[0] = owners[0] with { Part = 1 }; return; }
        var joint = owners.Count(o => o.Part == 0);
        if (blank > 0)
        {
            foreach (var owner in owners.Where(o => o.Part < 0))
                Problem(layout, owner.Row, U.Share, true, "roll.share_missing", $"{unit.Number} 有 {owners.Count} 个共有人（或房号重复），请填份额或「共同共有」");
            return;
        }
        if (joint == owners.Count && joint > 1) return;
        if (joint > 0)
        {
            Problem(layout, owners.First(o => o.Part == 0).Row, U.Share, true, "roll.share_mixed", joint == owners.Count
                ? $"{unit.Number} 只有一个业主，不能是共同共有"
                : $"{unit.Number} 有人写份额、有人写共同共有，请统一");
            return;
        }
        // Whole numbers: thirds must sum to one.
        var (part, whole) = (BigInteger.Zero, BigInteger.One);
        foreach (var owner in owners) (part, whole) = (part * owner.Whole + owner.Part * whole, whole * owner.Whole);
        if (part != whole)
        {
            var common = BigInteger.GreatestCommonDivisor(part, whole);
            Problem(layout, owners[^1].Row, U.Share, true, "roll.share_sum", $"{unit.Number} 的份额合计为 {part / common}/{whole / common}，应为 1");
        }
    }

    void Sides(RollLayout layout, DraftUnit unit)
    {
        if (unit.Title == TitleKind.Unknown)
            Problem(layout, unit.Row, U.Title, false, "roll.title_unknown", $"{unit.Number} 权属不明：须居委会证明、两户邻居签字并公示 7 天");
        if (unit.Side == OwnerSide.Private) return;
        if (unit.Owners.Any(o => o.Kind == OwnerKind.Person))
            Problem(layout, unit.Row, U.Kind, true, "roll.side_person",
                unit.Side == OwnerSide.PublicHousing ? $"{unit.Number} 是公房，业主应填产权单位，承租人填「住户」表" : $"{unit.Number} 是开发商未售，业主应填开发企业");
        if (unit.Side == OwnerSide.PublicHousing && unit.Use == UnitUse.Home && unit.Homes.All(h => h.Tenure is not (Tenure.PublicTenant or Tenure.Vacant)))
            Problem(layout, unit.Row, U.Side, false, "roll.public_no_tenant", $"{unit.Number} 是公房，「住户」表没有承租人");
    }

    /// <summary>
    /// Area unknown: that of the same flat on the same riser where its neighbours above and below agree (office-rules, Consultations 2); marked, and
    /// shown on display. Where they don't agree it stays unknown: the product doesn't choose.
    /// </summary>
    void Areas(RollLayout layout)
    {
        Dictionary<(string, string, int), (HashSet<Area> Areas, List<string> Doors)>? risers = null;
        foreach (var unit in Draft.Units.Values)
        {
            if (unit.Area is { } area)
            {
                var m2 = area.InSquareMetres;
                if (unit.Use == UnitUse.Home && m2 is < 10 or > 400 || m2 > 20_000)
                    Problem(layout, unit.Row, U.Area, false, "roll.area_odd", $"{unit.Number} 专有面积 {area} m² 少见，请核对");
                continue;
            }
            if (risers is null)
            {
                risers = [];
                foreach (var known in Draft.Units.Values)
                    if (known.Area is { } a && known.AreaSource is not AreaSource.Design && RollWords.RiserOf(known.Door) is { } r && known.Use == UnitUse.Home)
                    {
                        if (!risers.TryGetValue((known.Building, known.Stairwell, r), out var seen)) risers.Add((known.Building, known.Stairwell, r), seen = ([], []));
                        seen.Areas.Add(a);
                        seen.Doors.Add(known.Door);
                    }
            }
            if (unit.Use == UnitUse.Home && RollWords.RiserOf(unit.Door) is { } riser && risers.TryGetValue((unit.Building, unit.Stairwell, riser), out var same)
                && same.Areas.Count == 1)
            {
                unit.BorrowedArea = same.Areas.Single();
                Problem(layout, unit.Row, U.Area, false, "roll.area_riser",
                    $"{unit.Number} 没有面积，按同列 {string.Join('、', same.Doors.Take(3))} 采用 {unit.BorrowedArea} m²，公示时标注");
            }
            else Problem(layout, unit.Row, U.Area, false, "roll.area_missing", $"{unit.Number} 没有面积，同列也没有一致的面积；请查设计图纸，查到前列入缺项");
        }
        foreach (var unit in Draft.Units.Values)
            if (unit.BorrowedArea is { } area) (unit.Area, unit.AreaSource) = (area, AreaSource.SameRiser);
    }
}
