using Renewal.Storage;

namespace Renewal.Access;

/// <summary>Notes that somebody signed out.</summary>
sealed class SignOut(ProcessLog log)
{
    static readonly Process SigningOut = new("access.sign-out", "退出登录");

    public Task Run() => log.Run(SigningOut, run =>
    {
        run.Fact(new SignedOut(run.Actor.Id));
        return Task.CompletedTask;
    });
}

/// <summary>Notes that somebody acts in another of their posts from now on.</summary>
sealed class SwitchPost(ProcessLog log)
{
    static readonly Process Switching = new("access.switch-post", "切换岗位");

    public Task Run(Guid post) => log.Run(Switching, run =>
    {
        run.Fact(new PostSwitched(run.Actor.Id, post));
        return Task.CompletedTask;
    });
}
