using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Smtp.SetUp;

/// <summary>Looks for mistakes that the settings show by themselves, so that they are named where they are typed and not by a connect that fails.</summary>
/// <remarks>
/// Pure: nothing is resolved or dialled. Refused is only what no server takes; what some server somewhere takes is a warning, since settings that work must go on
/// working when a fact here is out of date. No finding repeats a secret.
/// </remarks>
internal static class SetUpCheck
{
    /// <summary>Finds what looks wrong.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="host">Their host.</param>
    /// <param name="policy">What it refuses in any case may be refused here in other words.</param>
    /// <param name="isVerified">Whether a server has taken the settings already, so that nothing is refused.</param>
    /// <exception cref="ProviderConfigException">The settings cannot work.</exception>
    public static IReadOnlyList<ProviderWarning> Check(SmtpConfig config, HostName host, EgressPolicy policy, bool isVerified)
    {
        var known = SmtpPresets.FindHost(host.Ascii);
        var preset = known is { Host.Use: SmtpPresetHostUse.Submission } ? known.Preset : null;
        SetUpFinding[] findings =
        [
            .. HostCheck.Find(host, known),
            .. PortCheck.Find(config, host, preset, isDenied: policy.Deny(host, config.Port) is not null),
            .. CredentialCheck.Find(config, preset),
            .. SenderCheck.Find(config, host, known?.Preset),
        ];
        if (!isVerified && Array.Find(findings, finding => finding.Refusal is not null) is { } refused) throw refused.ToException();
        return [.. findings.Select(finding => finding.ToWarning())];
    }
}
