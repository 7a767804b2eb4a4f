namespace Renewal.Access.Contract;

/// <summary>
/// Role codes: those of the process template (steps.yaml) and three that keep the product itself. Constants, so that they can stand in
/// <c>[Authorize(Roles = …)]</c>; the sets are comma-joined for the same use.
/// </summary>
public static class Roles
{
    public const string PartyStreet = "party_street";
    public const string Street = "street";
    public const string Committee = "committee";
    public const string Owners = "owners";
    public const string CountyGov = "county_gov";
    public const string CountyOffice = "county_office";
    public const string CityOffice = "city_office";
    public const string Province = "province";
    public const string Finance = "finance";
    public const string Approval = "approval";
    public const string Planning = "planning";
    public const string Housing = "housing";
    public const string UrbanManagement = "urban_mgmt";
    public const string Fire = "fire";
    public const string Utility = "utility";
    public const string Implementer = "implementer";
    public const string Designer = "designer";
    public const string Contractor = "contractor";
    public const string Supervisor = "supervisor";
    public const string QualityStation = "qs_station";
    public const string Property = "property";
    public const string Fallback = "fallback";
    public const string TitleHolder = "title_holder";
    public const string Residents = "residents";
    public const string Surveyor = "surveyor";
    public const string Witness = "witness";

    /// <summary>Reads the record and nothing else.</summary>
    public const string Auditor = "auditor";

    /// <summary>账号管理员: people, organisations, posts; sees no business data.</summary>
    public const string AdminAccounts = "admin_accounts";

    /// <summary>安全管理员: approves grants of administrators and auditors, reads the security log; sees no business data.</summary>
    public const string AdminSecurity = "admin_security";

    /// <summary>Committee and street: the ones who walk the stairs.</summary>
    public const string Ground = Committee + "," + Street + "," + PartyStreet;

    /// <summary>The renovation offices of county, city and province.</summary>
    public const string Offices = CountyOffice + "," + CityOffice + "," + Province;

    /// <summary>Bureaus that fund, review, approve or inspect.</summary>
    public const string Bureaus = CountyGov + "," + Finance + "," + Approval + "," + Planning + "," + Housing + "," + UrbanManagement + "," + Fire + "," + QualityStation;

    /// <summary>All of the government side: reach is a division.</summary>
    public const string Staff = Ground + "," + Offices + "," + Bureaus;

    /// <summary>Firms and parties that reach only the communities their organisation is assigned to.</summary>
    public const string Assigned = Owners + "," + Utility + "," + Implementer + "," + Designer + "," + Contractor + "," + Supervisor + "," + Property + ","
        + Fallback + "," + TitleHolder + "," + Surveyor + "," + Witness;

    /// <summary>Everybody who takes part in the process, residents included.</summary>
    public const string Process = Staff + "," + Assigned + "," + Residents;

    /// <summary>Roles that keep the product: each grant needs an account administrator and a security administrator (two persons).</summary>
    public const string Privileged = AdminAccounts + "," + AdminSecurity + "," + Auditor;

    public const string Administrators = AdminAccounts + "," + AdminSecurity;

    static readonly Dictionary<string, string> names = new()
    {
        [PartyStreet] = "街道党工委", [Street] = "街道办事处", [Committee] = "社区居委会", [Owners] = "业委会（无则代管方）", [CountyGov] = "县区政府",
        [CountyOffice] = "县区改造办", [CityOffice] = "市改造办", [Province] = "省住建厅", [Finance] = "财政局", [Approval] = "发改或审批局",
        [Planning] = "自然资源局", [Housing] = "住建局", [UrbanManagement] = "城管执法局", [Fire] = "消防审验部门", [Utility] = "专营单位",
        [Implementer] = "实施单位", [Designer] = "设计单位", [Contractor] = "施工单位", [Supervisor] = "监理单位", [QualityStation] = "质安监督站",
        [Property] = "物业单位", [Fallback] = "国有兜底物业", [TitleHolder] = "公房产权单位", [Residents] = "居民代表与监督员", [Surveyor] = "第三方测评机构",
        [Witness] = "监票人（公证或街道司法所）", [Auditor] = "审计员", [AdminAccounts] = "账号管理员", [AdminSecurity] = "安全管理员",
    };

    /// <summary>Every role a post can hold.</summary>
    public static IReadOnlyCollection<string> All => names.Keys;

    /// <summary>Name of a role as people say it; the code itself where it is none of ours.</summary>
    public static string Zh(string role) => names.GetValueOrDefault(role, role);

    /// <summary>Whether a comma-joined set of this class holds the role.</summary>
    public static bool In(string set, string role) => Array.IndexOf(set.Split(','), role) >= 0;
}
