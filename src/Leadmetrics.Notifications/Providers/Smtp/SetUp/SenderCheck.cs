using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Smtp.SetUp;

/// <summary>Whether a server may send in the name of the sender's domain: no stranger's SPF and DKIM are aligned with a public provider's.</summary>
internal static class SenderCheck
{
    public static IEnumerable<SetUpFinding> Find(SmtpConfig config, HostName host, SmtpPreset? preset)
    {
        if (host.Literal is not null || host.IsLocalName || SmtpPresets.Suggest(config.FromAddress) is not { } owner) yield break;
        if (preset is null || !owner.IsOfOneOperatorWith(preset)) yield return new SetUpFinding("fromAddress", Remedies.SenderOfAnotherProvider);
    }
}
