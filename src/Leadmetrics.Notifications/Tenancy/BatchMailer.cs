using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Sends a batch for a tenant: leaves out who is suppressed, and has the route's candidates try what is left, one after the other.</summary>
internal sealed class BatchMailer(IEmailProviderResolver resolver, SuppressionFilter suppressions, CandidateChange changes, NotificationsTelemetry telemetry, TimeProvider timeProvider, ILogger<BatchMailer> logger)
{
    public async Task<IReadOnlyList<EmailSendResult>> SendAsync(TenantId tenant, EmailBatch batch, SendOptions options, CancellationToken cancellationToken)
    {
        using var measure = telemetry.BeginMessage(tenant);
        EmailRoute route;
        EmailBatchSubmission submission;
        EmailSendResult?[] results;
        try
        {
            route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
            var domain = route.Primary.Sender.ToMailbox("from").Domain;
            submission = EmailBatchSubmission.Create(batch, () => MessageIds.Mint(domain), timeProvider.GetUtcNow()) with { Tenant = tenant, Options = options };
            results = await SuppressAsync(tenant, submission, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            measure.FailedBefore(failed);
            throw;
        }

        for (var i = 0; i < route.Candidates.Count && OpenOf(results, i) is { Length: > 0 } open; i++)
        {
            if (i > 0) changes.Tell(tenant, route, i - 1, results[open[0]]!.Failure!, submission.Items[open[0]].MessageId, open.Length);
            var send = new BatchSend(route.Candidates[i].Provider, submission.For([.. open.Select(at => submission.Items[at])]));
            try
            {
                await send.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception broken)
            {
                // What was sent before must be told: whoever sees an exception alone sends everything again.
                if (Array.TrueForAll(results, BatchResults.IsUnsent) && Array.TrueForAll(send.Results, BatchResults.IsUnsent))
                {
                    measure.Failed(broken, submission.Items.Count);
                    throw;
                }

                Place(send.Results, open, results);
                Interrupt(broken, submission, results);
                break;
            }

            Place(send.Results, open, results);
        }

        measure.Ended(results!);
        return results!;
    }

    private async Task<EmailSendResult?[]> SuppressAsync(TenantId tenant, EmailBatchSubmission submission, CancellationToken cancellationToken)
    {
        var results = new EmailSendResult?[submission.Items.Count];
        if (!suppressions.Concerns(submission.Options)) return results;
        var isBulk = submission.Options.IsBulk || submission.Items.Any(item => item.Recipient.ListUnsubscribe is not null);
        var suppressed = await suppressions.FindAsync(tenant, [.. submission.Items.Select(item => item.Mailbox)], isBulk, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < results.Length; i++)
        {
            if (suppressed.Contains(submission.Items[i].Mailbox)) results[i] = BatchResults.Suppressed(submission.Items[i]);
        }

        telemetry.Settled(TelemetryWords.None, RecipientOutcome.Suppressed, results.Count(result => result is not null));
        return results;
    }

    // Nobody has tried the mail yet, or the last candidate's failure is one that this one may do better at.
    private static int[] OpenOf(EmailSendResult?[] results, int candidate) =>
        [.. Enumerable.Range(0, results.Length).Where(i => candidate == 0 ? results[i] is null : results[i]?.Failure is { } failure && Failover.IsTheProvidersFault(failure))];

    private static void Place(EmailSendResult?[] sent, int[] open, EmailSendResult?[] results)
    {
        for (var i = 0; i < open.Length; i++) results[open[i]] = sent[i] ?? results[open[i]];
    }

    private void Interrupt(Exception broken, EmailBatchSubmission submission, EmailSendResult?[] results)
    {
        var failure = BatchResults.FailureOf(broken);
        var unknown = 0;
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not null) continue;
            results[i] = BatchResults.Of(failure, submission.Items[i]);
            unknown++;
        }

        if (BatchResults.IsDefect(broken)) Log.BatchBroke(logger, unknown, results.Length, broken);
    }
}
