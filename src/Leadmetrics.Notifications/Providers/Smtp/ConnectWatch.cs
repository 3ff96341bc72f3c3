using System.Diagnostics;
using System.Globalization;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>One connect as an activity: its steps are events, in the order in which they were made.</summary>
internal sealed class ConnectWatch : ISmtpConnectWatch
{
    private readonly NotificationsTelemetry _telemetry;
    private readonly SmtpAccountHint _account;
    private readonly Activity? _activity;

    public ConnectWatch(NotificationsTelemetry telemetry, ISmtpTranscript? transcript, SmtpAccountHint account, string host, int port)
    {
        _telemetry = telemetry;
        _account = account;
        Transcript = transcript;
        _activity = NotificationsTelemetry.Begin(TelemetryNames.ConnectActivity, ActivityKind.Client);
        _activity?.SetTag(TelemetryNames.ServerAddress, host);
        _activity?.SetTag(TelemetryNames.ServerPort, port);
    }

    public ISmtpTranscript? Transcript { get; }

    public void Ended(SmtpConnectTrace trace, Exception? broken)
    {
        if (broken is null) _telemetry.ConnectionOpened();
        if (_activity is not { } activity) return;
        if (activity.IsAllDataRequested)
        {
            activity.SetTag(TelemetryNames.Outcome, broken is null ? TelemetryWords.Opened : TelemetryWords.Failed);
            AddSteps(activity, trace);
            if (broken is not null) Explain(activity, broken);
        }

        Listeners.End(activity);
    }

    // A trace has durations alone: one step follows the other, and the last one ends now.
    private static void AddSteps(Activity activity, SmtpConnectTrace trace)
    {
        var at = activity.StartTimeUtc;
        foreach (var step in trace.Steps)
        {
            at += step.Duration;
            activity.AddEvent(new ActivityEvent(
                step.Phase.ToString().ToLower(CultureInfo.InvariantCulture),
                at,
                new ActivityTagsCollection { [TelemetryNames.StepDuration] = step.Duration.TotalSeconds, [TelemetryNames.Outcome] = step.Succeeded ? TelemetryWords.Passed : TelemetryWords.Failed }));
        }
    }

    private void Explain(Activity activity, Exception broken)
    {
        var failure = broken switch
        {
            SmtpException smtp => SmtpFailureMapper.Map(smtp, _account),
            EgressDeniedException => SmtpFailureMapper.Blocked(),
            _ => null,
        };
        var kind = failure is null ? broken is OperationCanceledException ? TelemetryWords.Cancelled : TelemetryWords.Error : TelemetryWords.Of(failure.Kind);
        activity.SetTag(TelemetryNames.Kind, kind);
        if (failure is not null) activity.SetTag(TelemetryNames.Phase, TelemetryWords.Of(failure.Phase));
        if (failure?.Response is { } response)
        {
            activity.SetTag(TelemetryNames.ReplyCode, response.Code);
            if (response.EnhancedCode is { } enhanced) activity.SetTag(TelemetryNames.EnhancedCode, enhanced);
        }

        activity.SetStatus(ActivityStatusCode.Error, kind);
    }
}
