using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.EntityFrameworkCore;
using Renewal.Storage;

namespace Renewal.Web.Contract;

/// <summary>
/// A page that is the same for every visitor, without a form: drawn once for each state of the record and kept (ADR 0076). Whatever changes what it shows
/// is a fact, so a newer fact means a newer page; what only the clock changes is at most <see cref="Kept"/> late. Who is signed in gets a page of his own.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SameForAllAttribute : Attribute, IOutputCachePolicy
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    async ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken stop)
    {
        var http = context.HttpContext;
        var same = HttpMethods.IsGet(http.Request.Method) && http.User.Identity is not { IsAuthenticated: true };
        (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage, context.AllowLocking) = (same, same, same, same);
        if (!same) return;
        // A page without a form needs no token of a form; the cookie that comes with it would be handed on to others.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.Remove("Set-Cookie");
            return Task.CompletedTask;
        });
        context.ResponseExpirationTimeSpan = Kept;
        context.CacheVaryByRules.QueryKeys = "*";
        var last = await http.RequestServices.GetRequiredService<RenewalDb>().Facts.MaxAsync(f => (long?)f.Position, stop);
        context.CacheVaryByRules.VaryByValues["fact"] = $"{last}";
        context.CacheVaryByRules.VaryByValues["look"] = $"{CultureInfo.CurrentUICulture.Name} {Elder.On(http)}";
    }

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken stop) => ValueTask.CompletedTask;

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken stop)
    {
        context.AllowCacheStorage &= context.HttpContext.Response.StatusCode == 200;
        return ValueTask.CompletedTask;
    }
}
