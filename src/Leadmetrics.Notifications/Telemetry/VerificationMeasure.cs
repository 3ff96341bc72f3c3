using System.Diagnostics;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>One test of a provider, while it lasts; the default value measures nothing.</summary>
internal readonly struct VerificationMeasure(NotificationsTelemetry telemetry, Activity? activity, string provider, long started) : IDisposable
{
    private readonly NotificationsTelemetry? _telemetry = telemetry;

    /// <param name="outcome">The coarse outcome's word, <c>ok</c> where it passed.</param>
    /// <param name="failure">Why it failed.</param>
    public void Ended(string outcome, EmailFailure? failure)
    {
        if (_telemetry is null) return;
        _telemetry.Verified(provider, outcome, started);
        if (activity is null) return;
        activity.SetTag(TelemetryNames.Outcome, outcome);
        if (failure is null) return;
        activity.SetTag(TelemetryNames.Kind, TelemetryWords.Of(failure.Kind));
        activity.SetTag(TelemetryNames.Phase, TelemetryWords.Of(failure.Phase));
        activity.SetStatus(ActivityStatusCode.Error, TelemetryWords.Of(failure.Kind));
    }

    /// <summary>It found nothing: it was cancelled, or something beside the account broke, the store for example.</summary>
    public void Failed(Exception failed)
    {
        if (_telemetry is null) return;
        var outcome = failed is OperationCanceledException ? TelemetryWords.Cancelled : TelemetryWords.Error;
        _telemetry.Verified(provider, outcome, started);
        activity?.SetTag(TelemetryNames.Outcome, outcome).SetStatus(ActivityStatusCode.Error, outcome);
    }

    public void Dispose() => Listeners.End(activity);
}
