using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A candidate that is no row, measured. Where nobody listens a send goes straight through.</summary>
internal sealed class MeasuredProvider(IEmailProvider inner, TenantId tenant, string route, NotificationsTelemetry telemetry) : IEmailProvider
{
    public string Name => inner.Name;

    public int MaxBatch => inner.MaxBatch;

    public T? Feature<T>()
        where T : class => inner.Feature<T>();

    public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return telemetry.MeasuresSends ? MeasureAsync(submission, cancellationToken) : inner.SendAsync(submission, cancellationToken);
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => inner.VerifyAsync(cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => inner.VerifyAsync(options, cancellationToken);

    public async Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(EmailBatchSubmission batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var attempt = telemetry.BeginAttempt(tenant, Name, route, batch.Items.Count);
        try
        {
            var results = await inner.SendBatchAsync(batch, cancellationToken).ConfigureAwait(false);
            attempt.Ended(results);
            return results;
        }
        catch (Exception failed)
        {
            attempt.Failed(failed);
            throw;
        }
    }

    private async Task<EmailSendResult> MeasureAsync(EmailSubmission submission, CancellationToken cancellationToken)
    {
        using var attempt = telemetry.BeginAttempt(tenant, Name, route, submission.Recipients.Count);
        EmailSendResult result;
        try
        {
            result = await inner.SendAsync(submission, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            attempt.Failed(failed);
            throw;
        }

        attempt.Ended(result);
        return result;
    }
}
