using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Smtp.SetUp;

/// <summary>Whether a port is one that mail is submitted to, and whether <c>secure</c> fits it.</summary>
/// <remarks>What is known of 587 and 465 at every server is told by <see cref="SmtpConfigReader"/>.</remarks>
internal static class PortCheck
{
    private const int Relay = 25;
    private const string RelayByAddress = "google-workspace-relay";

    public static IEnumerable<SetUpFinding> Find(SmtpConfig config, HostName host, SmtpPreset? preset, bool isDenied)
    {
        var offered = preset?.FindPort(config.Port);
        if (offered is not null && offered.Port is not (465 or 587) && config.Tls.Mode is null && offered.Secure != config.IsSecure)
        {
            yield return new SetUpFinding("secure", offered.Secure ? Remedies.PortExpectsImplicitTls : Remedies.PortSpeaksStartTls) { Suggestion = new ProviderSuggestion { Secure = offered.Secure } };
        }

        if (Judge(config, host, preset, offered is not null) is not { } remedy) yield break;
        var suggestion = new ProviderSuggestion { Port = preset?.Port ?? SmtpConfig.DefaultPort, Secure = preset?.Secure ?? false };

        // What the operator allows is its own decision; what the policy refuses in any case is refused in words that help.
        var isAnothers = remedy == Remedies.PortIsInbox || remedy == Remedies.PortIsWeb;
        yield return new SetUpFinding("port", remedy) { Suggestion = suggestion, Refusal = isAnothers && isDenied ? Reason(remedy) : null };
    }

    private static Remedy? Judge(SmtpConfig config, HostName host, SmtpPreset? preset, bool isOffered) => config.Port switch
    {
        // It knows its customers by their address where they give no user, and documents this port for them.
        Relay when preset?.Id == RelayByAddress && string.IsNullOrEmpty(config.User) => null,
        Relay when preset is not null => Remedies.PortIsForRelay,
        _ when isOffered => null,
        110 or 143 or 993 or 995 => Remedies.PortIsInbox,
        80 or 443 => Remedies.PortIsWeb,
        _ when preset is not null => Remedies.PortNotOffered,
        Relay or 465 or 587 or 2525 => null,

        // A catcher or a relay of the operator's own listens where it likes.
        _ => host.Literal is not null || host.IsLocalName ? null : Remedies.PortUnusual,
    };

    private static string Reason(Remedy remedy) => remedy == Remedies.PortIsInbox ? "is a port for reading mail (IMAP or POP), not for sending it" : "is a port for web pages, not for mail";
}
