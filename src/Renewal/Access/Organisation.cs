using Renewal.Access.Contract;
using Renewal.Foundation;

namespace Renewal.Access;

/// <summary>An office, firm or body that acts in the process. Its kind is a role code: what its people do follows from it.</summary>
public sealed class Organisation
{
    Organisation() { }

    /// <param name="kind">role code</param>
    /// <param name="division">code of 2, 4, 6, 9 or 12 digits</param>
    /// <param name="creditCode">unified social credit code, GB 32100, or null</param>
    /// <exception cref="RuleBroken">access.organisation.*</exception>
    public Organisation(string kind, string name, string division, string? creditCode)
    {
        if (!Roles.All.Contains(kind)) throw new RuleBroken("access.organisation.kind", "请选择单位类型。") { Field = "kind" };
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 100)
            throw new RuleBroken("access.organisation.name", "请填写单位全称，不超过 100 个字。") { Field = "name" };
        if (division.Length is not (2 or 4 or 6 or 9 or 12) || !division.All(char.IsAsciiDigit))
            throw new RuleBroken("access.organisation.division", "行政区划代码应为 2、4、6、9 或 12 位数字。") { Field = "division" };
        creditCode = string.IsNullOrWhiteSpace(creditCode) ? null : creditCode.Trim().ToUpperInvariant();
        if (creditCode is not null && !CreditCode.IsValid(creditCode))
            throw new RuleBroken("access.organisation.credit_code", "统一社会信用代码校验不通过，请对照证照逐位核对（不含字母 I、O、S、V、Z）。") { Field = "code" };
        (Id, Kind, Name, Division, Code) = (Guid.CreateVersion7(), kind, name.Trim(), division, creditCode);
    }

    public Guid Id { get; private set; }
    public string Kind { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string Division { get; private set; } = "";
    /// <summary>Unified social credit code; no two organisations share one.</summary>
    public string? Code { get; private set; }
    public int Version { get; private set; }

    public OrganisationRef Ref => new(Id, Kind, Name, Division);
}

/// <summary>An organisation reaches a community for as long as a contract, a licence or an appointment says so.</summary>
public sealed class Assignment
{
    Assignment() { }

    public Assignment(Guid organisation, CommunityId community, string ground, DateTimeOffset at)
    {
        if (string.IsNullOrWhiteSpace(ground)) throw new RuleBroken("access.assignment.ground", "请填写依据（合同、批文或任命）。") { Field = "ground" };
        (Id, Organisation, Community, Ground, At) = (Guid.CreateVersion7(), organisation, community, ground.Trim(), at);
        Live = $"{organisation:N}/{community.Value:N}";
    }

    public Guid Id { get; private set; }
    public Guid Organisation { get; private set; }
    public CommunityId Community { get; private set; }
    public string Ground { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Unique while it lasts, null after: nulls are distinct in a unique key on both stores.</summary>
    public string? Live { get; private set; }

    public void End(DateTimeOffset at) => (EndedAt, Live) = (at, null);
}
