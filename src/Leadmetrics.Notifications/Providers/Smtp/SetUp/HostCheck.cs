using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Smtp.SetUp;

/// <summary>Whether a host is one that mail is submitted to.</summary>
internal static class HostCheck
{
    private static readonly string[] InboxLabels = ["imap", "imaps", "imap4", "pop", "pops", "pop3", "pop3s"];

    public static IEnumerable<SetUpFinding> Find(HostName host, KnownHost? known)
    {
        if (known is not null)
        {
            if (Find(host.Ascii, known) is { } finding) yield return finding;
            yield break;
        }

        // Of hosts that nobody knows the name alone speaks, and many a small server does both under either name.
        var dot = host.Ascii.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && InboxLabels.Contains(host.Ascii[..dot])) yield return new SetUpFinding("host", Remedies.HostIsInbox) { Suggestion = new ProviderSuggestion { Host = "smtp" + host.Ascii[dot..] } };
    }

    /// <summary>The provider's submission server, in place of another host of it.</summary>
    public static ProviderSuggestion? Instead(string host, KnownHost known) =>
        known.SubmissionFor(host) is { } submission ? new ProviderSuggestion { Host = submission, Port = known.Preset.Port, Secure = known.Preset.Secure } : null;

    private static SetUpFinding? Find(string host, KnownHost known) => known.Host.Use switch
    {
        SmtpPresetHostUse.Inbox => new SetUpFinding("host", Remedies.HostIsInbox) { Suggestion = Instead(host, known), Refusal = known.Host.MayWork ? null : "is a server for reading mail (IMAP or POP), not for sending it" },
        SmtpPresetHostUse.Mx => new SetUpFinding("host", Remedies.HostIsMx) { Suggestion = Instead(host, known) },
        SmtpPresetHostUse.Web => new SetUpFinding("host", Remedies.HostIsWeb) { Suggestion = Instead(host, known), Refusal = known.Host.MayWork ? null : "is a web site, not a mail server" },
        _ => null,
    };
}
