using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Providers.Presets;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>What of an account helps to tell why a server refuses it. Holds neither user nor password, only what they look like.</summary>
/// <param name="Host">The server's name in ASCII.</param>
/// <param name="Port">The port.</param>
/// <param name="TlsMode">How the connection was to be protected.</param>
internal sealed partial record SmtpAccountHint(string Host, int Port, SmtpTlsMode TlsMode)
{
    private const string OutlookCom = "outlook-com";

    /// <summary>Whose server it is.</summary>
    public SmtpHostFamily Family { get; init; } = FamilyOf(Host.TrimEnd('.'));

    /// <summary>Whether there is anything to authenticate with.</summary>
    public bool Authenticates { get; init; }

    /// <summary>Whether it authenticates by a bearer token.</summary>
    public bool UsesToken { get; init; }

    /// <summary>Whether the user name has a domain.</summary>
    public bool UserHasDomain { get; init; }

    /// <summary>Whether the user name is the word that SendGrid wants.</summary>
    public bool UserIsApiKeyWord { get; init; }

    /// <summary>Whether the password has the form of an AWS secret access key, which no SMTP password of SES has.</summary>
    public bool PasswordLooksLikeIamSecret { get; init; }

    /// <summary>Whether the server bears a name in the sender's own domain, as that of a hosting provider does.</summary>
    public bool IsOfSenderDomain { get; init; }

    public static SmtpAccountHint Of(SmtpConfig config, string host, SmtpTlsMode mode)
    {
        var at = config.FromAddress.LastIndexOf('@');
        var hint = new SmtpAccountHint(host, config.Port, mode);
        return hint with
        {
            // A private mailbox is one of Outlook.com's, whichever of Microsoft's hosts it is sent through.
            Family = hint.Family == SmtpHostFamily.Microsoft365 && config.User is { } user && SmtpPresets.Suggest(user)?.Id == OutlookCom ? SmtpHostFamily.OutlookCom : hint.Family,
            Authenticates = !string.IsNullOrEmpty(config.User),
            UsesToken = config.OAuth is not null || config.AccessToken is not null,
            UserHasDomain = config.User?.Contains('@', StringComparison.Ordinal) == true,
            UserIsApiKeyWord = config.User == "apikey",
            PasswordLooksLikeIamSecret = config.Pass is { } pass && IamSecret().IsMatch(pass.Reveal()),
            IsOfSenderDomain = at >= 0 && host.EndsWith(string.Concat(".", config.FromAddress.AsSpan(at + 1)), StringComparison.OrdinalIgnoreCase),
        };
    }

    private static SmtpHostFamily FamilyOf(string host) =>
        Is(host, "gmail.com") || Is(host, "googlemail.com") || Is(host, "google.com") ? SmtpHostFamily.Google
        : Is(host, "smtp-mail.outlook.com") || Is(host, "live.com") || Is(host, "hotmail.com") ? SmtpHostFamily.OutlookCom
        : Is(host, "office365.com") || Is(host, "outlook.com") ? SmtpHostFamily.Microsoft365
        : Is(host, "mail.yahoo.com") || Is(host, "bizmail.yahoo.com") || Is(host, "aol.com") || Is(host, "mail.me.com") || Is(host, "fastmail.com") || Is(host, "messagingengine.com") ? SmtpHostFamily.AppPasswords
        : Is(host, "sendgrid.net") ? SmtpHostFamily.SendGrid
        : Is(host, "amazonaws.com") && host.Contains("email-smtp", StringComparison.OrdinalIgnoreCase) ? SmtpHostFamily.AmazonSes
        : SmtpHostFamily.Other;

    private static bool Is(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');

    [GeneratedRegex("^[A-Za-z0-9/+]{40}$", RegexOptions.CultureInvariant)]
    private static partial Regex IamSecret();
}
