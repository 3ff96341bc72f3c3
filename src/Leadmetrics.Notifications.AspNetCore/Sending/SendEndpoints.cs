using System.Globalization;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Sending;

/// <summary>Sends and queues messages.</summary>
internal static class SendEndpoints
{
    private const int MaxBulk = 1000;
    private const string KeyHeader = "Idempotency-Key";

    public static async Task<IResult> SendAsync(HttpContext context, [FromServices] ITenantMailer mailer, [FromServices] IEmailProviderResolver resolver, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        if (KeyOf(context) is not null) throw ProblemException.Invalid(KeyHeader, "is the queue's: a message that is sent at once is sent once more with every call");
        var body = await BodyReader.ReadAsync(context, SendingJson.Strict.TypeOf<SendBody>(), options.Value.MaxMessageBody).ConfigureAwait(false);
        var message = MessageReader.Read(body.Message, "message");
        try
        {
            // What went out is not taken back because somebody hung up: the send ends by itself.
            var result = await mailer.SendAsync(CallerTenant.Of(context), message, body.Options ?? new SendOptions(), CancellationToken.None).ConfigureAwait(false);
            return TypedResults.Json(SendAnswer.Of(result), SendingJson.Default.SendAnswer);
        }
        catch (EmailMessageException wrong)
        {
            throw Problems.Of(wrong, "message.");
        }
        catch (EmailDeliveryException failed) when (failed.Failure.Response is not null && ServerWords.IsAboutTheAccount(failed.Kind))
        {
            var route = await resolver.ResolveAsync(CallerTenant.Of(context), context.RequestAborted).ConfigureAwait(false);
            if (route.Candidates.Any(candidate => candidate.Reason is not (RouteReason.TenantRow or RouteReason.Configured))) throw Problems.Of(failed.Failure with { Response = null });
            throw;
        }
    }

    public static async Task<IResult> QueueAsync(HttpContext context, [FromServices] ITenantMailer mailer, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        var key = KeyOf(context);
        var body = await BodyReader.ReadAsync(context, SendingJson.Strict.TypeOf<QueueBody>(), options.Value.MaxMessageBody).ConfigureAwait(false);
        if (body.Messages is { ValueKind: not JsonValueKind.Null }) throw ProblemException.Invalid("messages", "belongs to /email/queue/bulk");
        var message = MessageReader.Read(body.Message, "message");
        try
        {
            var id = await mailer.QueueAsync(CallerTenant.Of(context), message, body.ToOptions(key), context.RequestAborted).ConfigureAwait(false);
            context.Response.Headers.Location = $"{context.Request.PathBase.ToUriComponent()}{Above(context.Request.Path, "/queue")}/messages/{id}";
            return TypedResults.Json(new QueuedAnswer(id), SendingJson.Default.QueuedAnswer, statusCode: StatusCodes.Status202Accepted);
        }
        catch (EmailMessageException wrong)
        {
            throw Problems.Of(wrong, "message.");
        }
    }

    public static async Task<IResult> QueueManyAsync(HttpContext context, [FromServices] ITenantMailer mailer, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        if (KeyOf(context) is not null) throw ProblemException.Invalid(KeyHeader, "stands for one mail, not for many");
        var body = await BodyReader.ReadAsync(context, SendingJson.Strict.TypeOf<QueueBody>(), options.Value.MaxMessageBody).ConfigureAwait(false);
        if (body.Message is { ValueKind: not JsonValueKind.Null }) throw ProblemException.Invalid("message", "belongs to /email/queue");
        if (body.Messages is not { ValueKind: JsonValueKind.Array } given || given.GetArrayLength() is < 1 or > MaxBulk) throw ProblemException.Invalid("messages", string.Create(CultureInfo.InvariantCulture, $"is no array of 1 to {MaxBulk} messages"));
        var messages = new EmailMessage[given.GetArrayLength()];
        for (var i = 0; i < messages.Length; i++) messages[i] = MessageReader.Read(given[i], string.Create(CultureInfo.InvariantCulture, $"messages[{i}]"));
        var ids = await mailer.QueueManyAsync(CallerTenant.Of(context), messages, body.ToOptions(null), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(new QueuedManyAnswer(ids), SendingJson.Default.QueuedManyAnswer, statusCode: StatusCodes.Status202Accepted);
    }

    private static string? KeyOf(HttpContext context)
    {
        var given = context.Request.Headers[KeyHeader];
        if (given.Count == 0) return null;

        // The draft writes it as a quoted string; most who use it do not.
        var key = given is [{ } one] ? one : throw ProblemException.Invalid(KeyHeader, "stands twice");
        if (key is ['"', .. var inside, '"']) key = inside;
        return key.Length is >= 1 and <= QueueOptions.MaxIdempotencyKey ? key : throw ProblemException.Invalid(KeyHeader, string.Create(CultureInfo.InvariantCulture, $"has not 1 to {QueueOptions.MaxIdempotencyKey} characters"));
    }

    private static string Above(PathString path, string last)
    {
        var whole = path.ToUriComponent().TrimEnd('/');
        return whole.EndsWith(last, StringComparison.OrdinalIgnoreCase) ? whole[..^last.Length] : whole;
    }
}
