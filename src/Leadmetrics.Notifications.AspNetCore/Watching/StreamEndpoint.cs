using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Queueing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Notifications.AspNetCore.Watching;

/// <summary>The counts as server-sent events, until the client goes or the host stops.</summary>
internal static class StreamEndpoint
{
    public static IResult Watch(HttpContext context, [FromServices] StatusWatch watch, [FromServices] IHostApplicationLifetime lifetime)
    {
        // Some proxies keep what they forward until there is more of it.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(ended);
        return TypedResults.ServerSentEvents(ShowAsync(watch.Watch(CallerTenant.Of(context), ended.Token), ended.Token));
    }

    private static async IAsyncEnumerable<SseItem<string>> ShowAsync(IAsyncEnumerable<StatusAnswer> statuses, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = statuses.GetAsyncEnumerator(cancellationToken);
        await using (reading.ConfigureAwait(false))
        {
            while (await NextAsync(reading).ConfigureAwait(false) is { } item)
            {
                yield return item;
                if (item.EventType == "problem") yield break;
            }
        }
    }

    private static async Task<SseItem<string>?> NextAsync(IAsyncEnumerator<StatusAnswer> statuses)
    {
        try
        {
            return await statuses.MoveNextAsync().ConfigureAwait(false) ? new SseItem<string>(JsonSerializer.Serialize(statuses.Current, QueueingJson.Default.StatusAnswer), "status") : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception failed) when (Problems.Of(failed) is { } problem)
        {
            return new SseItem<string>(JsonSerializer.Serialize(problem.ToProblem(), CallJson.Default.Problem), "problem");
        }
    }
}
