namespace Renewal.Places.Contract;

/// <summary>Who built and held the community at first; state-owned and military ones belong to the county they lie in (M1.1d).</summary>
public enum OwnershipType
{
    Unknown, Commodity, HousingReform, PublicHousing, StateOwned, Military, Mixed,
}

/// <summary>
/// Where the community stands, for the map and the ledger. Set by the corridor as its project walks; the truth of a project is in its steps.
/// </summary>
public enum CommunityState
{
    /// <summary>On the register, nothing begun.</summary>
    Inventory,
    /// <summary>In the reserve pool.</summary>
    Reserve,
    /// <summary>Stage 1, preparation.</summary>
    Preparing,
    /// <summary>Stage 2, delivery.</summary>
    Delivering,
    /// <summary>Stage 3, stewardship.</summary>
    Stewarding,
    /// <summary>All steps walked.</summary>
    Done,
    /// <summary>暂不纳入: failed a gate for now.</summary>
    Deferred,
    /// <summary>Shanty-town or rebuild: not for renovation (M1.1e).</summary>
    Excluded,
}

/// <summary>What a unit's right to its area rests on (office-rules, Cases 9).</summary>
public enum TitleKind
{
    /// <summary>登记</summary>
    Registered,
    /// <summary>合同或分房单</summary>
    Contract,
    /// <summary>单位房证</summary>
    WorkUnitCertificate,
    /// <summary>法院裁判或继承</summary>
    CourtOrHeirs,
    /// <summary>不明: needs the committee's statement, two neighbours and 7 days on display.</summary>
    Unknown,
}

/// <summary>Where an exclusive area comes from, best first (法释 2020, art. 8: register, then measured, then contract).</summary>
public enum AreaSource
{
    Register, Measured, Contract,
    /// <summary>Same flat on the same riser; shown on display and marked (office-rules, Consultations 2).</summary>
    SameRiser,
    /// <summary>Design area; shown on display and marked.</summary>
    Design,
    Unknown,
}

public enum UnitUse { Home, Shop, Office, Garage, Storage, Public, Other }

/// <summary>How the owner side of a unit counts in a vote (法释 2020, art. 9; rulebook §3).</summary>
public enum OwnerSide
{
    Private,
    /// <summary>Unsold or undelivered: all of one developer's are one person.</summary>
    DeveloperUnsold,
    /// <summary>The title holder votes in round 2, its tenants answer in round 1.</summary>
    PublicHousing,
}

public enum Tenure { OwnerOccupier, PublicTenant, PrivateTenant, Family, Vacant, Unknown }

public enum OwnerKind { Person, Organisation }

public static class PlaceWords
{
    public static string Zh(this OwnershipType type) => type switch
    {
        OwnershipType.Commodity => "商品房",
        OwnershipType.HousingReform => "房改房",
        OwnershipType.PublicHousing => "公房",
        OwnershipType.StateOwned => "国有企事业单位",
        OwnershipType.Military => "军队",
        OwnershipType.Mixed => "混合",
        _ => "不明",
    };

    public static string Zh(this CommunityState state) => state switch
    {
        CommunityState.Inventory => "底数库",
        CommunityState.Reserve => "储备库",
        CommunityState.Preparing => "前期准备",
        CommunityState.Delivering => "中期改造",
        CommunityState.Stewarding => "后期管理",
        CommunityState.Done => "已完成",
        CommunityState.Deferred => "暂不纳入",
        _ => "不予改造",
    };

    public static string Zh(this TitleKind title) => title switch
    {
        TitleKind.Registered => "不动产登记",
        TitleKind.Contract => "合同或分房单",
        TitleKind.WorkUnitCertificate => "单位房证",
        TitleKind.CourtOrHeirs => "法院裁判或继承",
        _ => "不明",
    };

    public static string Zh(this AreaSource source) => source switch
    {
        AreaSource.Register => "登记面积",
        AreaSource.Measured => "实测面积",
        AreaSource.Contract => "合同面积",
        AreaSource.SameRiser => "同列户型",
        AreaSource.Design => "设计面积",
        _ => "不明",
    };

    public static string Zh(this UnitUse use) => use switch
    {
        UnitUse.Home => "住宅",
        UnitUse.Shop => "商业",
        UnitUse.Office => "办公",
        UnitUse.Garage => "车库",
        UnitUse.Storage => "仓储",
        UnitUse.Public => "公共用房",
        _ => "其他",
    };

    public static string Zh(this OwnerSide side) => side switch
    {
        OwnerSide.DeveloperUnsold => "开发商未售",
        OwnerSide.PublicHousing => "公房",
        _ => "私有",
    };

    public static string Zh(this Tenure tenure) => tenure switch
    {
        Tenure.OwnerOccupier => "业主自住",
        Tenure.PublicTenant => "公房承租",
        Tenure.PrivateTenant => "租住",
        Tenure.Family => "亲属居住",
        Tenure.Vacant => "空置",
        _ => "不明",
    };

    public static string Zh(this OwnerKind kind) => kind == OwnerKind.Person ? "个人" : "单位";
}
