using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Renewal.Web.Hosting;

static class OpenApiDocument
{
    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = d => d.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Renewal 旧改 API", Version = "v1",
                Description = "Errors are RFC 9457 problem details with a stable `code`. Lists take `page` (from 1) and `size` (≤ 200) and answer `total`. "
                    + "A read answers an `ETag`; a write names it in `If-Match` (412 when stale, 428 when missing). What is out of reach is 404.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "API token of a post" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd("default", new OpenApiResponse { Description = "problem details (application/problem+json) with `code` and `traceId`" });
            return Task.CompletedTask;
        });
    });

    public static void MapOpenApiDocument(this WebApplication app)
    {
        var document = app.MapOpenApi("/openapi/{documentName}.json");
        var reference = app.MapScalarApiReference("/scalar", o => o.WithTitle("Renewal API").WithOpenApiRoutePattern("/openapi/{documentName}.json").DisableDefaultFonts());
        if (app.Environment.IsDevelopment())
        {
            document.AllowAnonymous();
            reference.AllowAnonymous();
        }
        else
        {
            document.RequireAuthorization();
            reference.RequireAuthorization();
        }
    }
}
