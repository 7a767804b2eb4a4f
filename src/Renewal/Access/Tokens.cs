using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Issues a token for a post. Administrators' and auditors' posts get none: a program keeps nobody's second factor.</summary>
sealed class IssueToken(ProcessLog log)
{
    static readonly Process Process = new("access.issue-token", "签发接口令牌");

    /// <param name="post">an own post, or any post of the division for an account administrator</param>
    /// <param name="days">1 to 366</param>
    /// <returns>the token, shown once</returns>
    public Task<string> Run(Guid post, string name, int days) => log.Run(Process, async run =>
    {
        var row = await run.Db.Posts.SingleOrDefaultAsync(p => p.Id == post) ?? throw new RuleBroken("access.post.unknown", "岗位不存在。", 404);
        if (row.User != run.Actor.Id)
        {
            run.Actor.Require(Roles.AdminAccounts);
            run.Actor.RequireDivision(row.Division);
        }
        if (!row.InForce(run.Today)) throw new RuleBroken("access.post.not_open", "该岗位任职已经结束。", 409);
        if (Roles.In(Roles.Privileged, row.Role)) throw new RuleBroken("access.token.privileged", "系统管理和审计岗位不签发接口令牌。", 403);
        if (days is < 1 or > ApiToken.LongestDays) throw new RuleBroken("access.token.expiry", "有效期为 1 至 366 天。") { Field = "days" };
        var (token, text) = ApiToken.Issue(post, name, run.At, run.At.AddDays(days));
        run.Db.Add(token);
        run.Fact(new TokenIssued(token.Id, post, token.Name, token.ExpiresAt));
        return text;
    });
}

/// <summary>Revokes a token at once.</summary>
sealed class RevokeToken(ProcessLog log)
{
    static readonly Process Process = new("access.revoke-token", "吊销接口令牌");

    public Task Run(Guid id) => log.Run(Process, async run =>
    {
        var token = await run.Db.ApiTokens.SingleOrDefaultAsync(t => t.Id == id) ?? throw new RuleBroken("access.token.unknown", "令牌不存在。", 404);
        var post = await run.Db.Posts.SingleAsync(p => p.Id == token.Post);
        if (post.User != run.Actor.Id)
        {
            run.Actor.Require(Roles.AdminAccounts, Roles.AdminSecurity);
            run.Actor.RequireDivision(post.Division);
        }
        if (token.RevokedAt is not null) return;
        token.Revoke(run.At);
        run.Fact(new TokenRevoked(token.Id, token.Name));
    });
}
