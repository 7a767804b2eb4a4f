namespace Renewal.Places.Intake;

/// <summary>Columns of a list of communities, with the headings offices give them.</summary>
public static class CommunityFields
{
    public const string Name = "name", City = "city", County = "county", Street = "street", Committee = "committee", Code = "code", Aliases = "aliases",
        Address = "address", Neighbourhood = "neighbourhood", Built = "built", Ownership = "ownership", Type = "type", Buildings = "buildings",
        Households = "households", Area = "area", Longitude = "longitude", Latitude = "latitude", PointSource = "point-source", Crs = "crs", Fee = "fee",
        Company = "company", Developer = "developer", Shanty = "shanty", Rebuild = "rebuild", Heritage = "heritage";

    public static readonly IReadOnlyList<IntakeField> All =
    [
        new(Name, "小区名称", ["小区名", "小区", "名称", "项目名称", "老旧小区名称"], Required: true),
        new(City, "市", ["城市", "所在市", "地市", "市州"]),
        new(County, "区县", ["所在区", "区", "县区", "所属区县", "行政区", "区（市、县）", "县（市、区）"], Hint: "浑南、浑南区、210112 均可"),
        new(Street, "街道", ["所属街道", "街道办", "街道乡镇", "乡镇街道", "乡镇"]),
        new(Committee, "社区", ["所属社区", "居委会", "社区居委会", "社区名称"]),
        new(Code, "小区编号", ["编号", "小区代码", "编码"]),
        new(Aliases, "别名", ["曾用名", "又名", "俗称"]),
        new(Address, "地址", ["详细地址", "坐落", "坐落位置", "位置", "小区地址"]),
        new(Neighbourhood, "板块", ["片区", "商圈"]),
        new(Built, "建成年代", ["建成年份", "建成时间", "竣工时间", "竣工日期", "建造年代", "建设年代", "建筑年代", "建成年月"], Hint: "2009年建成、1998、2000-12-31 均可"),
        new(Ownership, "产权性质", ["产权", "权属性质", "房屋性质"]),
        new(Type, "建筑类型", ["楼型", "房屋类型", "建筑形式"]),
        new(Buildings, "楼栋总数", ["楼栋数", "栋数", "楼数", "楼栋", "幢数", "总栋数"], Hint: "61栋、61 均可"),
        new(Households, "房屋总数", ["户数", "总户数", "居民户数", "住户数", "房屋套数", "套数"], Hint: "4710户、4710 均可"),
        new(Area, "建筑面积", ["总建筑面积", "建筑总面积", "面积"], Hint: "平方米；6.68万平方米 也可"),
        new(Longitude, "经度", ["LNG", "LON", "LONGITUDE", "经度坐标", "X坐标", "东经"], Hint: "小数度"),
        new(Latitude, "纬度", ["LAT", "LATITUDE", "纬度坐标", "Y坐标", "北纬"], Hint: "小数度"),
        new(PointSource, "坐标来源", ["点位来源", "定位方式"]),
        new(Crs, "坐标系", ["坐标系统", "坐标类型", "CRS"]),
        new(Fee, "物业费", ["物业费标准", "物业收费", "物业服务费", "收费标准"], Hint: "1.5至2.4元/平米/月"),
        new(Company, "物业公司", ["物业企业", "物业服务企业", "物业单位", "物业"]),
        new(Developer, "开发商", ["开发单位", "开发企业", "建设单位", "原建设单位"]),
        new(Shanty, "列入棚改", ["棚户区改造", "棚改计划", "是否棚改"], Hint: "是 / 否"),
        new(Rebuild, "拆除重建", ["列入拆迁", "是否拆迁", "拆迁计划"], Hint: "是 / 否"),
        new(Heritage, "历史建筑", ["历史文化街区", "文物", "是否历史建筑"], Hint: "是 / 否"),
    ];
}
