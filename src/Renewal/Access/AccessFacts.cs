using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

// What happens in this room. Login names are no personal data (User refuses phone and ID numbers) but are not needed here either: the id is enough.

public sealed record OrganisationRegistered(Guid Organisation, string Kind, string Name, string Division) : IFact
{
    public string Subject => $"organisation/{Organisation}";
    public string Zh => $"登记单位「{Name}」（{Roles.Zh(Kind)}）";
}

public sealed record CommunityAssigned(Guid Organisation, string Name, CommunityId To, string Ground) : IFact
{
    public string Subject => $"organisation/{Organisation}";
    public CommunityId? Community => To;
    public string Zh => $"「{Name}」参与本小区改造，依据：{Ground}";
}

public sealed record CommunityAssignmentEnded(Guid Organisation, string Name, CommunityId From, string Ground) : IFact
{
    public string Subject => $"organisation/{Organisation}";
    public CommunityId? Community => From;
    public string Zh => $"「{Name}」退出本小区，依据：{Ground}";
}

public sealed record AccountOpened(Guid User) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => "开立账号";
}

public sealed record AccountDisabled(Guid User, bool Disabled) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => Disabled ? "停用账号" : "恢复账号";
}

public sealed record PasswordReset(Guid User, bool SecondFactorRemoved) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => SecondFactorRemoved ? "重置密码并解除动态口令" : "重置密码";
}

public sealed record PasswordChanged(Guid User) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => "本人修改密码，其他会话全部失效";
}

public sealed record SecondFactorChanged(Guid User, bool On) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => On ? "启用动态口令" : "停用动态口令";
}

public sealed record PostProposed(Guid Post, Guid User, Guid Organisation, string OrganisationName, string Role) : IFact
{
    public string Subject => $"post/{Post}";
    public string Zh => $"提请授予「{OrganisationName}」{Roles.Zh(Role)}岗位，待安全管理员审批";
}

public sealed record PostGiven(Guid Post, Guid User, Guid Organisation, string OrganisationName, string Role, Seat Seat) : IFact
{
    public string Subject => $"post/{Post}";
    public string Zh => $"任职「{OrganisationName}」{Roles.Zh(Role)}{Administration.SeatZh(Seat)}";
}

public sealed record PostRefused(Guid Post, string Role) : IFact
{
    public string Subject => $"post/{Post}";
    public string Zh => $"不同意授予{Roles.Zh(Role)}岗位";
}

public sealed record PostEnded(Guid Post, Guid User, string Role) : IFact
{
    public string Subject => $"post/{Post}";
    public string Zh => $"免去{Roles.Zh(Role)}岗位";
}

public sealed record LeaveEntered(Guid Post, Guid StandIn, DateOnly From, DateOnly To) : IFact
{
    public string Subject => $"post/{Post}";
    public string Zh => $"{From:yyyy-MM-dd} 至 {To:yyyy-MM-dd} 离岗，由另一角代理";
}

public sealed record SignedIn(Guid User, Guid Post, bool SecondFactor) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => SecondFactor ? "登录（密码与动态口令）" : "登录";
}

public sealed record PostSwitched(Guid User, Guid Post) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => "切换岗位";
}

public sealed record SignedOut(Guid User) : IFact
{
    public string Subject => $"user/{User}";
    public string Zh => "退出登录";
}

/// <param name="Account">keyed digest of what was typed as login name</param>
public sealed record SignInPaused(string Account, int Minutes) : IFact
{
    public string Subject => $"sign-in/{Account}";
    public string Zh => $"连续登录失败，该来源暂停 {Minutes} 分钟";
}

public sealed record TokenIssued(Guid Token, Guid Post, string Name, DateTimeOffset ExpiresAt) : IFact
{
    public string Subject => $"token/{Token}";
    public string Zh => $"签发接口令牌「{Name}」，有效至 {ExpiresAt.InChina():yyyy-MM-dd}";
}

public sealed record TokenRevoked(Guid Token, string Name) : IFact
{
    public string Subject => $"token/{Token}";
    public string Zh => $"吊销接口令牌「{Name}」";
}

/// <summary>Somebody looked at personal data: what kind and why, never the data.</summary>
public sealed record PersonalDataRevealed(string Kind, Guid Row, CommunityId? Of, string What, string Purpose, IReadOnlyList<string> Fields) : IFact
{
    public string Subject => $"{Kind}/{Row}";
    public CommunityId? Community => Of;
    public string Zh => $"查看{What}的{string.Join('、', Fields)}，用途：{Purpose}";
}

public sealed record FieldKeyRotated(int Key) : IFact
{
    public string Subject => "keys/field";
    public string Zh => $"启用第 {Key} 号字段密钥";
}

/// <param name="Table">where the rows lie</param>
public sealed record PersonalDataResealed(string Table, int Key, int Rows) : IFact
{
    public string Subject => "keys/field";
    public string Zh => $"以第 {Key} 号字段密钥重新加密 {Table} 的 {Rows} 行";
}
