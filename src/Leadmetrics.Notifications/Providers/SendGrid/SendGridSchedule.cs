using System.Buffers;
using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Makes batches of one account, and cancels, pauses and resumes them.</summary>
/// <remarks>A batch has one status or none. One that has none is given one by POST; one that has gets another by PATCH, for its POST is refused; none again by DELETE.</remarks>
internal sealed class SendGridSchedule(SendGridClient client, SendGridAccount account) : IScheduledSends
{
    private const string Statuses = "v3/user/scheduled_sends";

    public async Task<string> CreateBatchIdAsync(CancellationToken cancellationToken = default)
    {
        var outcome = await client.CallAsync(HttpMethod.Post, "v3/mail/batch", null, cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is { } failure) throw new EmailDeliveryException(failure, outcome.Cause);
        return BatchIdOf(outcome.Text) ?? throw new EmailDeliveryException(SendGridFailures.Facts(new ReplyVerdict(FailureKind.Protocol, SendOutcome.Deferred), SendPhase.Replied, "SendGrid's answer holds no batch id."));
    }

    public Task CancelAsync(string batchId, CancellationToken cancellationToken = default) => SetAsync(batchId, "cancel", cancellationToken);

    public Task PauseAsync(string batchId, CancellationToken cancellationToken = default) => SetAsync(batchId, "pause", cancellationToken);

    public async Task ResumeAsync(string batchId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(batchId);
        var outcome = await client.CallAsync(HttpMethod.Delete, PathOf(batchId), null, cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is { } failure && failure.Response?.Code != (int)HttpStatusCode.NotFound) throw new EmailDeliveryException(failure, outcome.Cause);
        Log.SendGridBatchSet(account.Logger, "resumed");
    }

    private async Task SetAsync(string batchId, string status, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(batchId);
        var outcome = await client.CallAsync(HttpMethod.Post, Statuses, Json(batchId, status), cancellationToken).ConfigureAwait(false);

        // It may have a status already; where it is the batch itself that is wrong, this is refused too, and says why.
        if (outcome.Failure is { Response.Code: (int)HttpStatusCode.BadRequest }) outcome = await ChangeAsync(outcome, batchId, status, cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is { } failure) throw new EmailDeliveryException(failure, outcome.Cause);
        Log.SendGridBatchSet(account.Logger, status);
    }

    private async Task<SendGridOutcome> ChangeAsync(SendGridOutcome refused, string batchId, string status, CancellationToken cancellationToken)
    {
        var changed = await client.CallAsync(HttpMethod.Patch, PathOf(batchId), Json(null, status), cancellationToken).ConfigureAwait(false);
        return changed.Failure is { Response.Code: (int)HttpStatusCode.NotFound } ? refused : changed;
    }

    private static string PathOf(string batchId) => $"{Statuses}/{Uri.EscapeDataString(batchId)}";

    private static ReadOnlyMemory<byte> Json(string? batchId, string status)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (batchId is not null) json.WriteString("batch_id", batchId);
        json.WriteString("status", status);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static string? BatchIdOf(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("batch_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
