using System.Text.Json;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Asks an account whether its key may send: by the list of its permissions, without a mail.</summary>
internal sealed class SendGridVerification(SendGridClient client, TimeProvider timeProvider)
{
    /// <exception cref="EmailVerificationException">The key may not send, or nobody can tell.</exception>
    public async Task<VerificationReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var outcome = await client.CallAsync(HttpMethod.Get, "v3/scopes", null, cancellationToken).ConfigureAwait(false);
        var failure = outcome.Failure ?? (HoldsMailSend(outcome.Text) ? null : Lacking());
        var stage = failure?.Phase switch
        {
            SendPhase.Connect when failure.Kind == FailureKind.Dns => VerificationStage.Dns,
            SendPhase.Connect when failure.Kind == FailureKind.Throttled => VerificationStage.Auth,
            SendPhase.Connect => VerificationStage.Connect,
            SendPhase.Tls => VerificationStage.Tls,
            _ => VerificationStage.Auth,
        };
        var report = new VerificationReport(
            [
                new StageResult(stage, failure is null ? StageOutcome.Passed : StageOutcome.Failed, timeProvider.GetElapsedTime(started)),
                new StageResult(VerificationStage.Sender, failure is null ? StageOutcome.NotProvable : StageOutcome.Skipped, TimeSpan.Zero),
            ])
        { Failure = failure };
        return failure is null ? report : throw new EmailVerificationException(report, outcome.Cause);
    }

    private static EmailFailure Lacking() => SendGridFailures.Facts(
        new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.MissingMailSendScope), SendPhase.Auth, "The API key lacks the permission Mail Send.");

    private static bool HoldsMailSend(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("scopes", out var scopes) && scopes.EnumerateArray().Any(scope => scope.ValueEquals("mail.send"u8));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
