using System.Runtime.InteropServices;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Providers.Presets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>Set-up of a tenant's providers.</summary>
internal static class ProviderEndpoints
{
    public static async Task<IResult> ListAsync(HttpContext context, [FromServices] ITenantProviders providers)
    {
        var found = await providers.ListAsync(CallerTenant.Of(context), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(new Page<ProviderAnswer>([.. found.Select(ProviderAnswer.Of)], null), ProvidingJson.Default.PageProviderAnswer);
    }

    public static IResult Presets() => TypedResults.Json(new Page<PresetAnswer>([.. SmtpPresets.All.Select(PresetAnswer.Of)], null), ProvidingJson.Default.PagePresetAnswer);

    public static async Task<IResult> AddAsync(HttpContext context, [FromServices] ITenantProviders providers, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        var body = await ReadAsync(context, options).ConfigureAwait(false);
        if (body.Version is not null) throw ProblemException.Invalid("version", "belongs to an edit");
        var draft = new ProviderDraft
        {
            Provider = body.Provider ?? throw ProblemException.Invalid("provider", "is missing"),
            Config = ConfigOf(body) ?? throw ProblemException.Invalid("config", "is missing"),
            Priority = body.Priority ?? 0,
            Enabled = body.Enabled ?? true,
        };
        var added = await providers.AddAsync(CallerTenant.Of(context), draft, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.Location = $"{context.Request.PathBase.ToUriComponent()}{context.Request.Path.ToUriComponent().TrimEnd('/')}/{added.Id}";
        return Show(context, added, StatusCodes.Status201Created);
    }

    public static async Task<IResult> GetAsync(HttpContext context, string id, [FromServices] ITenantProviders providers) =>
        Show(context, await providers.GetAsync(CallerTenant.Of(context), RowId(id), context.RequestAborted).ConfigureAwait(false));

    public static async Task<IResult> ChangeAsync(HttpContext context, string id, [FromServices] ITenantProviders providers, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        var row = RowId(id);
        var body = await ReadAsync(context, options).ConfigureAwait(false);
        var tenant = CallerTenant.Of(context);
        if (body.Provider is not null && body.Provider != (await providers.GetAsync(tenant, row, context.RequestAborted).ConfigureAwait(false)).Provider)
            throw ProblemException.Invalid("provider", "cannot be changed: add another one");
        var tagged = EntityTag.Read(context);
        if (tagged is not null && body.Version is not null && tagged != body.Version) throw ProblemException.Invalid("version", "is another than that of If-Match");
        var change = new ProviderChange { Version = tagged ?? body.Version, Config = ConfigOf(body), Priority = body.Priority, Enabled = body.Enabled };
        try
        {
            return Show(context, await providers.ChangeAsync(tenant, row, change, context.RequestAborted).ConfigureAwait(false));
        }
        catch (StoreException conflict) when (conflict.Failure == StoreFailure.Conflict && change.Version is not null)
        {
            throw Stale(tagged is not null);
        }
    }

    public static async Task<IResult> RemoveAsync(HttpContext context, string id, [FromServices] ITenantProviders providers)
    {
        var (tenant, row) = (CallerTenant.Of(context), RowId(id));
        if (EntityTag.Read(context) is { } version && (await providers.GetAsync(tenant, row, context.RequestAborted).ConfigureAwait(false)).Version != version) throw Stale(tagged: true);
        await providers.RemoveAsync(tenant, row, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> CreateWebhookAsync(HttpContext context, string id, [FromServices] ITenantProviders providers)
    {
        var (tenant, row) = (CallerTenant.Of(context), RowId(id));
        var word = (await providers.GetAsync(tenant, row, context.RequestAborted).ConfigureAwait(false)).Provider;
        var token = (await providers.CreateWebhookTokenAsync(tenant, row, context.RequestAborted).ConfigureAwait(false)).Reveal();
        return TypedResults.Json(new WebhookAnswer(token, $"/{word}/{token}"), ProvidingJson.Default.WebhookAnswer, statusCode: StatusCodes.Status201Created);
    }

    public static async Task<IResult> RemoveWebhookAsync(HttpContext context, string id, [FromServices] ITenantProviders providers)
    {
        await providers.RemoveWebhookTokenAsync(CallerTenant.Of(context), RowId(id), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    /// <exception cref="ProblemException">It is no id: there is nothing of that name.</exception>
    public static Guid RowId(string id) => Guid.TryParseExact(id, "D", out var row) ? row : throw ProblemException.NotFound("provider");

    private static JsonHttpResult<ProviderAnswer> Show(HttpContext context, ProviderView provider, int status = StatusCodes.Status200OK)
    {
        EntityTag.Write(context, provider.Version);
        return TypedResults.Json(ProviderAnswer.Of(provider), ProvidingJson.Default.ProviderAnswer, statusCode: status);
    }

    private static Task<ProviderBody> ReadAsync(HttpContext context, IOptions<NotificationsApiOptions> options) => BodyReader.ReadAsync(context, ProvidingJson.Strict.TypeOf<ProviderBody>(), options.Value.MaxBody);

    private static ReadOnlyMemory<byte>? ConfigOf(ProviderBody body) => body.Config switch
    {
        null or { ValueKind: JsonValueKind.Null } => (ReadOnlyMemory<byte>?)null,
        { ValueKind: JsonValueKind.Object } config => JsonMarshal.GetRawUtf8Value(config).ToArray(),
        _ => throw ProblemException.Invalid("config", "is no object"),
    };

    private static ProblemException Stale(bool tagged) => new(ProblemTypes.VersionMismatch, "Somebody else changed it since: look at it again.") { Field = tagged ? "If-Match" : "version" };
}
