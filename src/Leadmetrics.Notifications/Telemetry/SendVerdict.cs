using System.Diagnostics;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>What metrics and traces tell of a send's end.</summary>
/// <param name="Outcome">The outcome's word.</param>
/// <param name="Kind">The word of the failure's kind; <see langword="null"/> where nothing failed.</param>
/// <param name="Failure">The failure's facts, where it has any.</param>
internal readonly record struct SendVerdict(string Outcome, string? Kind, EmailFailure? Failure)
{
    public static readonly SendVerdict Accepted = new(TelemetryWords.Of(SendOutcome.Accepted), null, null);

    public static SendVerdict Of(EmailFailure failure) => new(TelemetryWords.Of(failure.Outcome), TelemetryWords.Of(failure.Kind), failure);

    public static SendVerdict Of(Exception failed) => failed switch
    {
        EmailDeliveryException { Failure: var failure } => Of(failure),
        EmailMessageException => new SendVerdict(TelemetryWords.Of(SendOutcome.Rejected), TelemetryWords.Of(FailureKind.MessageRejected), null),
        OperationCanceledException => new SendVerdict(TelemetryWords.Cancelled, null, null),

        // A gate's or a resolver's of the host.
        _ => new SendVerdict(TelemetryWords.Error, null, null),
    };

    /// <summary>Writes it on an activity, the server's words left out: they may quote an address.</summary>
    public void Write(Activity? activity, ServerResponse? response)
    {
        if (activity is not { IsAllDataRequested: true }) return;
        activity.SetTag(TelemetryNames.Outcome, Outcome);
        if (Kind is not null) activity.SetTag(TelemetryNames.Kind, Kind);
        if (Failure is not null) activity.SetTag(TelemetryNames.Phase, TelemetryWords.Of(Failure.Phase));
        if (response is not null)
        {
            activity.SetTag(TelemetryNames.ReplyCode, response.Code);
            if (response.EnhancedCode is { } enhanced) activity.SetTag(TelemetryNames.EnhancedCode, enhanced);
        }

        if (this != Accepted) activity.SetStatus(ActivityStatusCode.Error, Kind ?? Outcome);
    }
}
