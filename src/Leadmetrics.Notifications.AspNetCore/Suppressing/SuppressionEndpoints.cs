using System.Globalization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Suppressing;

/// <summary>The tenant's suppression list.</summary>
internal static class SuppressionEndpoints
{
    private const int MaxNote = 200;

    public static async Task<IResult> ListAsync(HttpContext context, [FromServices] ISuppressions suppressions)
    {
        var limit = QueryReader.Limit(context);
        var tenant = CallerTenant.Of(context);
        var query = new SuppressionQuery
        {
            Prefix = QueryReader.Text(context, "prefix"),
            Reason = QueryReader.Word<SuppressionReason>(context, "reason"),
            After = AfterOf(context, tenant),
            Most = limit + 1,
        };
        var found = await suppressions.ListAsync(tenant, query, context.RequestAborted).ConfigureAwait(false);
        var page = Page<SuppressionAnswer>.Of(found, limit, SuppressionAnswer.Of, last => Cursor.Write(last.Address, ((int)last.Reason).ToString(CultureInfo.InvariantCulture)));
        return TypedResults.Json(page, SuppressingJson.Default.PageSuppressionAnswer);
    }

    public static async Task<IResult> AddAsync(HttpContext context, [FromServices] ISuppressions suppressions, [FromServices] TimeProvider timeProvider, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        var body = await BodyReader.ReadAsync(context, SuppressingJson.Strict.TypeOf<SuppressionBody>(), options.Value.MaxBody).ConfigureAwait(false);
        if (string.IsNullOrEmpty(body.Address)) throw ProblemException.Invalid("address", "is missing");
        if (body.ExpiresAt <= timeProvider.GetUtcNow()) throw ProblemException.Invalid("expiresAt", "has passed");
        if (body.Note is { Length: > MaxNote } || body.Note?.Contains('\0', StringComparison.Ordinal) == true) throw ProblemException.Invalid("note", string.Create(CultureInfo.InvariantCulture, $"has more than {MaxNote} characters, or a NUL"));
        var draft = new SuppressionDraft { Reason = body.Reason ?? SuppressionReason.Manual, Scope = body.Scope ?? SuppressionScope.All, ExpiresAt = body.ExpiresAt, Note = body.Note };
        try
        {
            var entry = await suppressions.AddAsync(CallerTenant.Of(context), new EmailAddress(body.Address) { AllowQuotedLocalPart = true }, draft, context.RequestAborted).ConfigureAwait(false);
            return TypedResults.Json(SuppressionAnswer.Of(entry), SuppressingJson.Default.SuppressionAnswer, statusCode: StatusCodes.Status201Created);
        }
        catch (EmailMessageException)
        {
            throw ProblemException.Invalid("address", "is no address");
        }
    }

    public static async Task<IResult> RemoveAsync(HttpContext context, string address, [FromServices] ISuppressions suppressions)
    {
        var reason = QueryReader.Word<SuppressionReason>(context, "reason");
        try
        {
            var removed = await suppressions.RemoveAsync(CallerTenant.Of(context), new EmailAddress(PathValue.Of(address)) { AllowQuotedLocalPart = true }, reason, context.RequestAborted).ConfigureAwait(false);
            return removed == 0 ? throw ProblemException.NotFound("entry") : TypedResults.NoContent();
        }
        catch (EmailMessageException)
        {
            throw ProblemException.NotFound("entry");
        }
    }

    // Of the entry alone what the order is made of.
    private static Suppression? AfterOf(HttpContext context, TenantId tenant) => Cursor.Read(context, 2) switch
    {
        null => null,
        [var address, var reason] when int.TryParse(reason, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            new Suppression { Tenant = tenant, Address = address, Reason = (SuppressionReason)number, Scope = SuppressionScope.All, CreatedAt = default },
        _ => throw Cursor.NotOurs(),
    };
}
