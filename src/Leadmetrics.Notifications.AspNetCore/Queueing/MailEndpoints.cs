using System.Globalization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>Single mails: where they stand, and what is changed of them by hand.</summary>
internal static class MailEndpoints
{
    // What the cursors of the lists begin with: both are otherwise an id.
    private const string Found = "found";
    private const string Held = "held";

    public static async Task<IResult> FindAsync(HttpContext context, string id, [FromServices] IMailQueue queue, [FromServices] IDeliveryHistory history)
    {
        var tenant = CallerTenant.Of(context);
        if (!Guid.TryParseExact(id, "D", out var mailId))
        {
            // By its Message-ID, as lists of what was heard give it.
            var messageId = PathValue.Of(id).Trim('<', '>');
            var heard = messageId.Length == 0 ? null : await history.FindAsync(tenant, messageId, context.RequestAborted).ConfigureAwait(false);
            if (heard is null) throw ProblemException.NotFound("message");
            return TypedResults.Json(MailAnswer.Of(heard), QueueingJson.Default.MailAnswer);
        }

        var mail = await queue.FindAsync(tenant, mailId, context.RequestAborted).ConfigureAwait(false) ?? throw ProblemException.NotFound("message");
        var since = await history.FindAsync(tenant, mail.MessageId, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(MailAnswer.Of(mail, since), QueueingJson.Default.MailAnswer);
    }

    public static async Task<IResult> ListAsync(HttpContext context, [FromServices] IMailQueue queue, [FromServices] CallLimits limits)
    {
        var (recipient, limit) = (RecipientOf(context), QueryReader.Limit(context));
        limits.TakeSearch(CallerTenant.Of(context));
        var found = await queue.FindByRecipientAsync(CallerTenant.Of(context), recipient, PlaceOf(context, Found), limit, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(
            new Page<ListedMailAnswer>([.. found.Mails.Select(ListedMailAnswer.Of)], found.Next is { } next ? Cursor.Write(Found, next.ToString()) : null), QueueingJson.Default.PageListedMailAnswer);
    }

    public static async Task<IResult> HeldAsync(HttpContext context, [FromServices] IMailQueue queue)
    {
        var limit = QueryReader.Limit(context);
        var found = await queue.ListHeldAsync(CallerTenant.Of(context), PlaceOf(context, Held), limit + 1, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(Page<ListedMailAnswer>.Of(found, limit, ListedMailAnswer.Of, last => Cursor.Write(Held, last.Id.ToString())), QueueingJson.Default.PageListedMailAnswer);
    }

    public static async Task<IResult> HeardAsync(HttpContext context, [FromServices] IDeliveryHistory history)
    {
        var (recipient, limit) = (RecipientOf(context), QueryReader.Limit(context));
        var found = await history.ListAsync(CallerTenant.Of(context), recipient, AfterOf(context), limit + 1, context.RequestAborted).ConfigureAwait(false);
        var page = Page<HeardMessageAnswer>.Of(
            found, limit, HeardMessageAnswer.Of, last => Cursor.Write(last.OccurredAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), last.MessageId, last.ProviderId?.ToString() ?? ""));
        return TypedResults.Json(page, QueueingJson.Default.PageHeardMessageAnswer);
    }

    public static async Task<IResult> CancelAsync(HttpContext context, string id, [FromServices] IMailQueue queue) =>
        await queue.CancelAsync(CallerTenant.Of(context), MailId(id), context.RequestAborted).ConfigureAwait(false) switch
        {
            CancelOutcome.Cancelled => TypedResults.NoContent(),
            CancelOutcome.TooLate => throw new ProblemException(ProblemTypes.Conflict, "A worker holds it: it may be under way."),
            CancelOutcome.Settled => throw new ProblemException(ProblemTypes.Conflict, "It is settled: sent, dead or cancelled before."),
            _ => throw ProblemException.NotFound("message"),
        };

    public static async Task<IResult> SettleAsync(HttpContext context, string id, [FromServices] IMailQueue queue, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        var (tenant, mail) = (CallerTenant.Of(context), MailId(id));
        var body = await BodyReader.ReadAsync(context, QueueingJson.Strict.TypeOf<SettleBody>(), options.Value.MaxBody).ConfigureAwait(false);
        var delivered = body.Delivered ?? throw ProblemException.Invalid("delivered", "is missing");
        if (await queue.SettleAsync(tenant, mail, delivered, context.RequestAborted).ConfigureAwait(false)) return TypedResults.NoContent();
        throw await queue.FindAsync(tenant, mail, context.RequestAborted).ConfigureAwait(false) is null
            ? ProblemException.NotFound("message")
            : new ProblemException(ProblemTypes.Conflict, "It is not held: what became of it is known, or not yet asked.");
    }

    /// <exception cref="ProblemException">It is no id: there is nothing of that name.</exception>
    public static Guid MailId(string id) => Guid.TryParseExact(id, "D", out var mail) ? mail : throw ProblemException.NotFound("message");

    // Checked here: what the stores' readers throw of it would name a field of a message.
    private static EmailAddress RecipientOf(HttpContext context)
    {
        var recipient = new EmailAddress(QueryReader.Text(context, "recipient") ?? throw ProblemException.Invalid("recipient", "is missing")) { AllowQuotedLocalPart = true };
        try
        {
            SuppressedAddress.Of(recipient);
            return recipient;
        }
        catch (EmailMessageException)
        {
            throw ProblemException.Invalid("recipient", "is no address");
        }
    }

    private static Guid? PlaceOf(HttpContext context, string list) => Cursor.Read(context, 2) switch
    {
        null => null,
        [var of, var id] when of == list && Guid.TryParseExact(id, "D", out var mail) => mail,
        _ => throw Cursor.NotOurs(),
    };

    private static HeardMessage? AfterOf(HttpContext context) => Cursor.Read(context, 3) switch
    {
        null => null,
        [var at, var messageId, ""] when Cursor.Instant(at) is { } occurredAt => new HeardMessage(messageId, null, default, default, occurredAt),
        [var at, var messageId, var row] when Cursor.Instant(at) is { } occurredAt && Guid.TryParseExact(row, "D", out var provider) => new HeardMessage(messageId, provider, default, default, occurredAt),
        _ => throw Cursor.NotOurs(),
    };
}
