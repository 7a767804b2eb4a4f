using Microsoft.EntityFrameworkCore;
using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Registers an office, firm or body.</summary>
sealed class RegisterOrganisation(ProcessLog log)
{
    static readonly Process Process = new("access.register-organisation", "登记单位");

    /// <exception cref="RuleBroken">access.organisation.*</exception>
    public Task<Guid> Run(string kind, string name, string division, string? creditCode) => log.Run(Process, async run =>
    {
        run.Actor.Require(Roles.AdminAccounts);
        var organisation = new Organisation(kind, name, division, creditCode);
        run.Actor.RequireDivision(division);
        run.Db.Add(organisation);
        run.Fact(new OrganisationRegistered(organisation.Id, kind, organisation.Name, division));
        try { await run.Db.SaveChangesAsync(); }
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException)
        {
            throw new RuleBroken("access.organisation.taken", "同一区划内已有同名同类单位，或该统一社会信用代码已登记。", 409) { Field = "name" };
        }
        return organisation.Id;
    });
}
