using System.Diagnostics;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Renewal.Foundation;
using Renewal.Storage;

namespace Renewal.Web.Hosting;

/// <summary>
/// The one place where what went wrong becomes an answer: problem details with a stable <c>code</c> for the API, a page in plain Chinese for people.
/// Of a fault of ours nobody outside learns more than its number.
/// </summary>
sealed class Problems(IProblemDetailsService details) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken stop)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = 499;
            return true;
        }
        var (status, code, zh) = exception switch
        {
            RuleBroken broken => (broken.Status, broken.Code, broken.Message),
            DbUpdateConcurrencyException => (412, "stale", "这条记录刚被他人修改过，请刷新后再办理。"),
            AntiforgeryValidationException => (400, "form.expired", "表单已失效，没有保存。请刷新后重新提交。"),
            BadHttpRequestException { StatusCode: 413 } => (413, "body.too_large", "上传的内容超过上限，没有保存。"),
            BadHttpRequestException bad => (bad.StatusCode, "request.malformed", "请求的格式不对。"),
            _ => (500, "fault", "系统出错，没有保存。请稍后再试；若仍不行，请把下面的编号告诉管理员。"),
        };
        http.Response.StatusCode = status;
        if (!IsApi(http)) await ErrorPages.Write(http, status, zh);
        else
            await details.WriteAsync(new ProblemDetailsContext
            {
                HttpContext = http,
                ProblemDetails = new ProblemDetails { Status = status, Detail = zh, Extensions = { ["code"] = code, ["field"] = (exception as RuleBroken)?.Field } },
            });
        return true;
    }

    /// <summary>What every problem carries: a title in Chinese, a stable code, the number under which the log knows it.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        problem.Title = ErrorPages.Title(status);
        problem.Type ??= "about:blank";
        if (problem.Extensions.TryGetValue("field", out var field) && field is null) problem.Extensions.Remove("field");
        if (!problem.Extensions.ContainsKey("code"))
            problem.Extensions["code"] = status switch { 400 => "request.malformed", 401 => "sign_in", 403 => "forbidden", 404 => "not_found", 405 => "method", _ => $"http.{status}" };
        problem.Extensions["traceId"] = Number(context.HttpContext);
    }

    public static string Number(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    public static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/openapi");
}

/// <summary>Pages for people who met an error, drawn without going through routing again, so that a failed POST is not posted to them.</summary>
static class ErrorPages
{
    public static string Title(int status) => status switch
    {
        400 => "提交的内容无法处理",
        401 => "请先登录",
        403 => "您没有办理这件事的权限",
        404 => "没有找到这个页面",
        409 or 412 => "记录已被他人修改",
        413 => "文件太大",
        415 => "不能接受的文件",
        422 => "不符合规定",
        428 => "缺少版本",
        429 => "操作太频繁",
        503 => "系统暂时不能使用",
        >= 500 => "系统出错",
        _ => "无法处理",
    };

    /// <summary>What to do, where the error itself does not say.</summary>
    public static string Advice(int status) => status switch
    {
        400 => "请返回上一页，刷新后重新提交。",
        401 => "登录后会回到刚才的页面。",
        403 => "如果这是您的职责，请联系本单位的账号管理员核对岗位和管辖范围。",
        404 => "地址可能已变，或者内容不在您的管辖范围内。请从首页或待办进入。",
        405 => "请从首页重新进入。",
        429 => "请稍等一分钟再试。",
        >= 500 => "请稍后再试；若仍不行，请把下面的编号告诉管理员。",
        _ => "请返回上一页核对后再试。",
    };

    public static async Task Write(HttpContext http, int status, string? zh)
    {
        // A page that gave up half-way has said this already, and saying it twice is an error.
        http.Response.Headers.Remove("blazor-enhanced-nav");
        // Its services (navigation, unit of work) are used up, too: the sheet gets a scope of its own, in which the same person asks.
        var used = http.RequestServices;
        await using var scope = used.CreateAsyncScope();
        var caller = used.GetRequiredService<Caller>();
        scope.ServiceProvider.GetRequiredService<Caller>().Is(caller.Actor, caller.Reach);
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await new RazorComponentResult<ErrorSheet>(new Dictionary<string, object?> { ["Status"] = status, ["Zh"] = zh ?? Advice(status), ["Number"] = Problems.Number(http) })
            { StatusCode = status }.ExecuteAsync(http);
        }
        finally { http.RequestServices = used; }
    }

    /// <summary>Answers of 400 and above that carry no words get some.</summary>
    public static void UseErrorPages(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http);
        var response = http.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength is > 0 || !string.IsNullOrEmpty(response.ContentType)) return;
        if (http.Request.Path.StartsWithSegments("/_blazor") || http.Request.Path.StartsWithSegments("/_framework")) return;
        if (Problems.IsApi(http))
            await http.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = http, ProblemDetails = new ProblemDetails { Status = response.StatusCode, Detail = Advice(response.StatusCode) },
            });
        else if (!HttpMethods.IsHead(http.Request.Method)) await Write(http, response.StatusCode, null);
    });
}
