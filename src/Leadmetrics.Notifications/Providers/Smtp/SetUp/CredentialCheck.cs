using System.Buffers;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Providers.Smtp.SetUp;

/// <summary>Whether user and password look like what a provider takes. Says of a password what it looks like, never what it is.</summary>
internal static class CredentialCheck
{
    private const int AppPasswordLength = 16;
    private const int IamSecretLength = 40;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    public static IEnumerable<SetUpFinding> Find(SmtpConfig config, SmtpPreset? preset)
    {
        if (string.IsNullOrEmpty(config.User)) yield break;
        if (preset is { UserForm: SmtpPresetUser.FullAddress } && !config.User.Contains('@', StringComparison.Ordinal))
        {
            yield return new SetUpFinding("user", Remedies.UserWantsFullAddress) { Suggestion = WholeAddress(config) };
        }

        if (config.AccessToken is not null || config.OAuth is not null || config.Pass is null) yield break;
        if (preset is { FixedUser: { } only } && config.User != only && !config.User.StartsWith(only + ":", StringComparison.Ordinal))
        {
            yield return new SetUpFinding("user", Remedies.UserIsFixed) { Suggestion = new ProviderSuggestion { User = only } };
        }

        if (Judge(config.User, config.Pass.Reveal(), preset) is { } remedy) yield return new SetUpFinding("pass", remedy);
        if (HasSpaceAround(config.Pass.Reveal())) yield return new SetUpFinding("pass", Remedies.PasswordHasSpaces);
    }

    private static Remedy? Judge(string user, string password, SmtpPreset? preset) => preset switch
    {
        null => null,
        { Auth: SmtpPresetAuth.OAuthOnly } => Remedies.PasswordNotTaken,

        // A mailbox of the public service stays one at the door for organisations.
        _ when SmtpPresets.Suggest(user) is { Auth: SmtpPresetAuth.OAuthOnly } mailbox && mailbox.IsOfOneOperatorWith(preset) => Remedies.PasswordNotTaken,
        { Id: "gmail" } when !IsAppPassword(password) => Remedies.PasswordIsNoAppPassword,
        { Id: "amazon-ses" } when password.Trim() is { Length: IamSecretLength } trimmed && !trimmed.AsSpan().ContainsAnyExcept(Base64) => Remedies.PasswordIsIamSecret,
        _ => null,
    };

    // Google shows it in four groups of four.
    private static bool IsAppPassword(string password)
    {
        var letters = 0;
        foreach (var c in password)
        {
            if (c == ' ') continue;
            if (!char.IsAsciiLetter(c)) return false;
            letters++;
        }

        return letters == AppPasswordLength;
    }

    private static bool HasSpaceAround(string password) => password.Length > 0 && (char.IsWhiteSpace(password[0]) || char.IsWhiteSpace(password[^1]));

    private static ProviderSuggestion? WholeAddress(SmtpConfig config) =>
        config.FromAddress.StartsWith(config.User + "@", StringComparison.OrdinalIgnoreCase) ? new ProviderSuggestion { User = config.FromAddress } : null;
}
