using Renewal.Access.Contract;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Access;

/// <summary>
/// Shows sealed fields in clear, once, to somebody whose duty asks for it, and puts into the record who looked at what kind of data and why
/// (Personal Information Protection Law arts. 6, 34, 51: purpose, limits of duty, log). The fact holds no data.
/// </summary>
sealed class RevealPersonalData(ProcessLog log, IEnumerable<IRevealable> kinds)
{
    static readonly Process Process = new("access.reveal", "查看个人信息");

    /// <summary>Purposes to choose from; the text beside says which case.</summary>
    public static readonly IReadOnlyList<(string Code, string Zh)> Purposes =
        [("contact", "联系业主办理改造事项"), ("consultation", "核对征求意见名册"), ("identity", "核验身份或委托手续"), ("dispute", "处理异议、投诉或信访"), ("audit", "审计或司法机关依法调取")];

    public IRevealable? Kind(string kind) => kinds.FirstOrDefault(k => k.Kind == kind);

    /// <returns>null when the row is absent or out of reach</returns>
    /// <exception cref="RuleBroken">access.reveal.purpose, access.forbidden</exception>
    public Task<Revealed?> Run(string kind, Guid id, string? purpose, string? text) => log.Run<Revealed?>(Process, async run =>
    {
        if (Kind(kind) is not { } revealable) return null;
        run.Actor.Require(revealable.Roles.Split(','));
        var choice = Purposes.FirstOrDefault(p => p.Code == purpose).Zh ?? throw new RuleBroken("access.reveal.purpose", "请选择查看用途。") { Field = "purpose" };
        if ((text ?? "").Trim().Length < 4) throw new RuleBroken("access.reveal.purpose", "请写明具体事由（不少于 4 个字，勿填写个人信息）。") { Field = "text" };
        if (await revealable.Find(id) is not { } found) return null;
        run.Fact(new PersonalDataRevealed(kind, id, found.Community, found.What, choice, [.. found.Fields.Select(f => f.Zh)]));
        return found;
    }, text);
}
