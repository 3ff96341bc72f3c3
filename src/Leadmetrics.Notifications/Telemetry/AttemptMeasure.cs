using System.Diagnostics;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>One try of a message, while it lasts; the default value measures nothing.</summary>
internal readonly struct AttemptMeasure(NotificationsTelemetry telemetry, Activity? activity, SendPlace place, int recipients, long started) : IDisposable
{
    private readonly NotificationsTelemetry? _telemetry = telemetry;

    public void Ended(EmailSendResult result)
    {
        if (_telemetry is null) return;
        SendVerdict.Accepted.Write(activity, result.ServerResponse);
        _telemetry.Sent(place, SendVerdict.Accepted.Outcome, null, started);
        Settle(result.Recipients);
    }

    /// <summary>Each mail of a batch counts as one try, as long as the call took.</summary>
    public void Ended(IReadOnlyList<EmailSendResult> results)
    {
        if (_telemetry is null) return;
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Failure is { } failure)
            {
                _telemetry.Sent(place, TelemetryWords.Of(failure.Outcome), TelemetryWords.Of(failure.Kind), started);
                _telemetry.Settled(place.Provider, Of(failure.Outcome), 1);
            }
            else
            {
                _telemetry.Sent(place, SendVerdict.Accepted.Outcome, null, started);
                Settle(results[i].Recipients);
            }
        }

        // What the activity says of several is how the first that failed did.
        var failed = results.FirstOrDefault(result => result.Failure is not null)?.Failure;
        (failed is null ? SendVerdict.Accepted : SendVerdict.Of(failed)).Write(activity, failed?.Response);
    }

    public void Failed(Exception failed)
    {
        if (_telemetry is null) return;
        var verdict = SendVerdict.Of(failed);
        verdict.Write(activity, verdict.Failure?.Response);
        _telemetry.Sent(place, verdict.Outcome, verdict.Kind, started);
        if (verdict.Failure is { Recipients.Count: > 0 } known) Settle(known.Recipients);
        else if (verdict.Failure is { } failure) _telemetry.Settled(place.Provider, Of(failure.Outcome), recipients);
    }

    public void Dispose() => Listeners.End(activity);

    private static RecipientOutcome Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Accepted => RecipientOutcome.Accepted,
        SendOutcome.Rejected => RecipientOutcome.Rejected,
        SendOutcome.Deferred => RecipientOutcome.Deferred,
        _ => RecipientOutcome.Uncertain,
    };

    private void Settle(IReadOnlyList<EmailRecipientResult> results)
    {
        Span<int> counts = stackalloc int[TelemetryWords.RecipientOutcomes];
        for (var i = 0; i < results.Count; i++) counts[(int)results[i].Outcome]++;
        for (var i = 0; i < counts.Length; i++) _telemetry!.Settled(place.Provider, (RecipientOutcome)i, counts[i]);
    }
}
