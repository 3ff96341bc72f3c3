using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>Tests a provider: as one answer, or as server-sent events for whoever watches.</summary>
internal static class TestEndpoint
{
    private const string EventStream = "text/event-stream";

    public static async Task<IResult> TestAsync(
        HttpContext context, string id, [FromServices] ITenantProviders providers, [FromServices] CallLimits limits, [FromServices] IOptions<NotificationsApiOptions> options)
    {
        var (tenant, row) = (CallerTenant.Of(context), ProviderEndpoints.RowId(id));
        var body = await BodyReader.ReadOrEmptyAsync(context, ProvidingJson.Strict.TypeOf<TestBody>(), options.Value.MaxBody).ConfigureAwait(false);
        var how = new VerificationOptions { TriesSender = body.TriesSender ?? false, Recipient = RecipientOf(body) };
        var provider = await providers.GetAsync(tenant, row, context.RequestAborted).ConfigureAwait(false);
        limits.TakeTest(tenant, HostOf(provider));
        if (!context.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase))
        {
            var result = await providers.TestAsync(tenant, row, how, context.RequestAborted).ConfigureAwait(false);
            return TypedResults.Json(TestAnswer.Of(result), ProvidingJson.Default.TestAnswer);
        }

        // Some proxies keep what they forward until there is more of it.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var stages = Channel.CreateUnbounded<StageResult>(new UnboundedChannelOptions { SingleReader = true });
        return TypedResults.ServerSentEvents(
            WatchAsync(stages, () => providers.TestAsync(tenant, row, how with { Progress = new Reports(stages.Writer) }, context.RequestAborted), context.RequestAborted));
    }

    private static EmailAddress? RecipientOf(TestBody body)
    {
        if (string.IsNullOrEmpty(body.Recipient)) return null;
        var recipient = new EmailAddress(body.Recipient);
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

    // What is called, so that nobody has one host called from many rows. SendGrid and SES are called by everybody, and take it.
    private static string? HostOf(ProviderView provider) =>
        provider.Provider == "smtp" ? provider.Config?["host"]?.GetValue<string>() : null;

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(Channel<StageResult> stages, Func<Task<ProviderTestResult>> test, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var testing = FinishAsync(test, stages.Writer);
        await foreach (var stage in stages.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            yield return new SseItem<string>(JsonSerializer.Serialize(StageAnswer.Of(stage), ProvidingJson.Default.StageAnswer), "stage");
        yield return await testing.ConfigureAwait(false);
    }

    private static async Task<SseItem<string>> FinishAsync(Func<Task<ProviderTestResult>> test, ChannelWriter<StageResult> stages)
    {
        try
        {
            var result = await test().ConfigureAwait(false);
            return new SseItem<string>(JsonSerializer.Serialize(TestAnswer.Of(result), ProvidingJson.Default.TestAnswer), "result");
        }
        catch (Exception failed) when (Problems.Of(failed) is { } problem)
        {
            return new SseItem<string>(JsonSerializer.Serialize(problem.ToProblem(), CallJson.Default.Problem), "problem");
        }
        finally
        {
            stages.Complete();
        }
    }

    /// <summary>Hands stages on at once, on whatever thread they end.</summary>
    private sealed class Reports(ChannelWriter<StageResult> stages) : IProgress<StageResult>
    {
        public void Report(StageResult value) => stages.TryWrite(value);
    }
}
