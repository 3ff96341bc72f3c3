using System.Globalization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Queue;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>How the queue stands, and what is changed in it as a whole.</summary>
internal static class QueueEndpoints
{
    private const int MaxHours = 168;
    private const int Day = 24;
    private const int MaxIds = 1000;

    public static async Task<IResult> StatusAsync(HttpContext context, [FromServices] QueueCounts counts) =>
        TypedResults.Json(await counts.StatusAsync(CallerTenant.Of(context), context.RequestAborted).ConfigureAwait(false), QueueingJson.Default.StatusAnswer);

    public static async Task<IResult> HoursAsync(HttpContext context, [FromServices] QueueCounts counts)
    {
        var hours = QueryReader.Number(context, "hours", 1, MaxHours) ?? Day;
        return TypedResults.Json(await counts.HoursAsync(CallerTenant.Of(context), hours, context.RequestAborted).ConfigureAwait(false), QueueingJson.Default.HoursAnswer);
    }

    public static async Task<IResult> DeadAsync(HttpContext context, [FromServices] IMailQueue queue)
    {
        var limit = QueryReader.Limit(context);
        var found = await queue.ListDeadAsync(CallerTenant.Of(context), BeforeOf(context), limit + 1, context.RequestAborted).ConfigureAwait(false);
        var page = Page<DeadLetterAnswer>.Of(found, limit, DeadLetterAnswer.Of, letter => Cursor.Write(letter.DiedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), letter.Id.ToString()));
        return TypedResults.Json(page, QueueingJson.Default.PageDeadLetterAnswer);
    }

    public static async Task<IResult> RequeueAsync(HttpContext context, string id, [FromServices] IMailQueue queue)
    {
        var requeued = await queue.RequeueAsync(CallerTenant.Of(context), [MailEndpoints.MailId(id)], context.RequestAborted).ConfigureAwait(false);
        return requeued == 0 ? throw ProblemException.NotFound("dead letter") : TypedResults.NoContent();
    }

    public static async Task<IResult> RequeueManyAsync(HttpContext context, [FromServices] IMailQueue queue, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        var body = await BodyReader.ReadOrEmptyAsync(context, QueueingJson.Strict.TypeOf<RequeueBody>(), options.Value.MaxBody).ConfigureAwait(false);
        if (body.Ids is { Count: > MaxIds }) throw ProblemException.Invalid("ids", string.Create(CultureInfo.InvariantCulture, $"holds more than {MaxIds}"));
        var requeued = await queue.RequeueAsync(CallerTenant.Of(context), body.Ids, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(new RequeuedAnswer(requeued), QueueingJson.Default.RequeuedAnswer);
    }

    public static async Task<IResult> PauseAsync(HttpContext context, [FromServices] IMailQueue queue)
    {
        await queue.PauseAsync(CallerTenant.Of(context), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> ResumeAsync(HttpContext context, [FromServices] IMailQueue queue)
    {
        await queue.ResumeAsync(CallerTenant.Of(context), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> BreakersAsync(HttpContext context, [FromServices] IMailQueue queue)
    {
        var open = await queue.ListBreakersAsync(CallerTenant.Of(context), context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(new Page<BreakerAnswer>([.. open.Select(BreakerAnswer.Of)], null), QueueingJson.Default.PageBreakerAnswer);
    }

    private static DeadLetterCursor? BeforeOf(HttpContext context) => Cursor.Read(context, 2) switch
    {
        null => null,
        [var at, var id] when Cursor.Instant(at) is { } diedAt && Guid.TryParseExact(id, "D", out var letter) => new DeadLetterCursor(diedAt, letter),
        _ => throw Cursor.NotOurs(),
    };
}
