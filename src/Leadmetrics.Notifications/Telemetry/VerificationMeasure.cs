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

    public void Dispose() => activity?.Dispose();
}
