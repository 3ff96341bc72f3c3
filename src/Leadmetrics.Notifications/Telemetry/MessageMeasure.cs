using System.Diagnostics;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>One message, from its resolve to its answer.</summary>
internal readonly struct MessageMeasure(NotificationsTelemetry telemetry, Activity? activity, TenantId tenant) : IDisposable
{
    public void Ended(EmailSendResult result, int recipients)
    {
        if (activity is null) return;
        Describe(result.Provider, recipients);
        SendVerdict.Accepted.Write(activity, result.ServerResponse);
    }

    /// <summary>A batch has reached somebody, or ended as the first of its mails that did not.</summary>
    public void Ended(IReadOnlyList<EmailSendResult> results)
    {
        if (activity is null) return;
        var first = results.FirstOrDefault(result => result.Failure is null) ?? results[0];
        Describe(first.Provider, results.Count);
        (first.Failure is { } failure ? SendVerdict.Of(failure) : SendVerdict.Accepted).Write(activity, first.ServerResponse);
    }

    /// <summary>It ended before a provider was tried: no try counts it, so this does.</summary>
    public void FailedBefore(Exception failed)
    {
        var verdict = SendVerdict.Of(failed);
        telemetry.Sent(new SendPlace(tenant, TelemetryWords.None, TelemetryWords.None), verdict.Outcome, verdict.Kind, null);
        verdict.Write(activity, null);
    }

    public void Failed(Exception failed, int recipients)
    {
        if (activity is null) return;
        var verdict = SendVerdict.Of(failed);
        Describe(verdict.Failure?.Provider, recipients);
        verdict.Write(activity, verdict.Failure?.Response);
    }

    public void Dispose() => Listeners.End(activity);

    private void Describe(string? provider, int recipients)
    {
        if (provider is not null) activity!.SetTag(TelemetryNames.Provider, provider);
        activity!.SetTag(TelemetryNames.RecipientCount, recipients);
    }
}
