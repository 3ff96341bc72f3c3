using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Queueing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Watching;

/// <summary>The counts as server-sent events, until the client goes, the host stops or the stream is of age.</summary>
internal static class StreamEndpoint
{
    private static readonly TimeSpan BackAfter = TimeSpan.FromSeconds(2);

    public static IResult Watch(HttpContext context, [FromServices] StatusWatch watch, [FromServices] IHostApplicationLifetime lifetime, [FromServices] IOptions<NotificationsApiOptions> options, [FromServices] TimeProvider timeProvider)
    {
        // Some proxies keep what they forward until there is more of it.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var aged = new CancellationTokenSource(options.Value.StreamAge, timeProvider);
        context.Response.RegisterForDispose(aged);
        var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, aged.Token);
        context.Response.RegisterForDispose(ended);
        var stream = watch.Open(CallerTenant.Of(context));
        context.Response.RegisterForDispose(stream);
        return TypedResults.ServerSentEvents(ShowAsync(stream.Reader.ReadAllAsync(ended.Token), aged.Token, ended.Token));
    }

    private static async IAsyncEnumerable<SseItem<string>> ShowAsync(IAsyncEnumerable<StatusAnswer> statuses, CancellationToken aged, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = statuses.GetAsyncEnumerator(cancellationToken);
        await using (reading.ConfigureAwait(false))
        {
            while (await NextAsync(reading).ConfigureAwait(false) is { } item)
            {
                yield return item;
                if (item.EventType == "problem") yield break;
            }

            // That it is to come back: nothing is wrong.
            if (aged.IsCancellationRequested) yield return new SseItem<string>("{}", "bye") { ReconnectionInterval = BackAfter };
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
