using System.Buffers.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>What is checked of the properties that are Amazon's own. Nothing that was typed is repeated but a region.</summary>
internal static partial class SesConfigCheck
{
    private const int SmtpPasswordLength = 44;
    private const string TemporaryKey = "ASIA";

    public static string AccessKeyId(ConfigReader json)
    {
        var id = json.RequiredText("accessKeyId");
        return KeyId().IsMatch(id) ? id : throw json.Error("accessKeyId", "has not 16 to 128 letters and digits, as the id of an access key has (AKIA…)");
    }

    public static Secret SecretAccessKey(ConfigReader json)
    {
        var key = json.SecretText("secretAccessKey");
        if (key is null || key.IsEmpty) throw json.Error("secretAccessKey", "is missing");
        return IsPrintable(key) ? key : throw json.Error("secretAccessKey", "holds a character that no key has");
    }

    public static Secret? SessionToken(ConfigReader json)
    {
        var token = json.SecretText("sessionToken");
        if (token is null || token.IsEmpty) return null;
        return IsPrintable(token) ? token : throw json.Error("sessionToken", "holds a character that no token has");
    }

    public static string Region(ConfigReader json)
    {
        var typed = json.RequiredText("region");
        if (SesRegion.IsValid(typed)) return typed;
        var meant = SesRegion.Meant(typed);
        throw new ProviderConfigException("region", meant.Count == 0 ? "is not a region such as us-east-1 or eu-west-1" : $"is not the name of a region: give {string.Join(" or ", meant)}")
        {
            Remedy = Remedies.SesRegion,
            Suggestion = meant.Count == 1 ? new ProviderSuggestion { Region = meant[0] } : null,
        };
    }

    public static string? ConfigurationSet(ConfigReader json)
    {
        var name = json.Text("configurationSet");
        if (string.IsNullOrEmpty(name)) return null;
        return SetName().IsMatch(name) ? name : throw json.Error("configurationSet", "has not 1 to 64 letters, digits, dashes and underscores");
    }

    public static IEnumerable<ProviderWarning> Warnings(SesConfig config)
    {
        var secret = config.SecretAccessKey.Reveal();
        if (secret.Length == SmtpPasswordLength && secret[0] == 'B' && Base64.IsValid(secret)) yield return new ProviderWarning("secretAccessKey", Remedies.SesSmtpPassword);
        if (config.AccessKeyId.StartsWith(TemporaryKey, StringComparison.Ordinal) != (config.SessionToken is not null)) yield return new ProviderWarning("sessionToken", Remedies.SesSessionToken);
    }

    // What goes into a header, or is typed into a form by copying.
    private static bool IsPrintable(Secret secret) => secret.Reveal().All(c => c is > ' ' and < '\x7f');

    [GeneratedRegex(@"\A[A-Za-z0-9_]{16,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyId();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SetName();
}
