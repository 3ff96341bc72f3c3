using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>What servers mean that refuse AUTH. First what their words say, then what a family of servers means by its bare code.</summary>
/// <remarks>Words: Google's "Gmail SMTP errors and codes", Microsoft's "Authentication unsuccessful" pages, SendGrid's and SES's troubleshooting pages, and what open servers are seen to say.</remarks>
internal static class AuthRemedies
{
    private static readonly RemedyRule[] Rules =
    [
        new(Remedies.ServerBusy, said => said.HasAny("concurrent connections", "too many concurrent", "too many connections")),

        // Google.
        new(Remedies.GmailSignInBlocked, said => said.Account.Family == SmtpHostFamily.Google && (said.EndsIn(".7.14") || IsBrowser(said))),
        new(Remedies.AppPasswordNeeded, said => said.Code == 534 && said.EndsIn(".7.9")),
        new(Remedies.AppPasswordNeeded, IsBrowser),

        // Microsoft.
        new(Remedies.SmtpAuthDisabledForOrganization, said => said.Has("SmtpClientAuthentication is disabled for the Tenant")),
        new(Remedies.SmtpAuthDisabledForMailbox, said => said.Has("SmtpClientAuthentication is disabled for the Mailbox")),
        new(Remedies.MicrosoftSecurityDefaults, said => said.Has("security defaults")),
        new(Remedies.MicrosoftCriteriaNotMet, said => said.HasAny("did not meet the criteria", "conditional access")),
        new(Remedies.OutlookComOAuthOnly, said => said.Account is { Family: SmtpHostFamily.OutlookCom, UsesToken: false } && !said.HasAny("locked", "too many")),
        new(Remedies.MicrosoftBasicAuthOff, said => said.HasAny("basic authentication is disabled", "basic authentication is not supported", "basic auth is disabled") || said.EndsIn(".7.30")),
        new(Remedies.MicrosoftCredentials, said => said.Has("user credentials were incorrect")),
        new(Remedies.MicrosoftOAuthPermission, said => said.Account is { UsesToken: true, Family: SmtpHostFamily.Microsoft365 } && said.IsPermanent),
        new(Remedies.MicrosoftCredentials, said => !said.Account.UsesToken && said.Code == 535 && said.EndsIn(".7.3") && IsMicrosoft(said)),

        // SendGrid and SES.
        new(Remedies.SendGridCreditsExceeded, said => said.Has("credits exceeded")),
        new(Remedies.SendGridUserIsApiKey, said => said.Account is { Family: SmtpHostFamily.SendGrid, UserIsApiKeyWord: false } && said.IsPermanent),
        new(Remedies.WrongApiKey, said => said.Account.Family == SmtpHostFamily.SendGrid && said.IsPermanent),
        new(Remedies.SesIamSecret, said => said.Account is { Family: SmtpHostFamily.AmazonSes, PasswordLooksLikeIamSecret: true } && said.Code == 535),
        new(Remedies.SesCredentials, said => said.Account.Family == SmtpHostFamily.AmazonSes && said.Code == 535),

        // Anybody's words.
        new(Remedies.TooManySignIns, said => said.HasAny("too many login", "too many failed", "too many bad auth", "too many authentication", "too many auth", "too many attempts", "too many unsuccessful", "too frequent", "rate limit", "login rate", "temporarily blocked")),
        new(Remedies.AppPasswordNeeded, said => said.HasAny("application-specific password", "application specific password", "app-specific password", "app password", "application password", "app-password", "authorization code", "two-factor", "two factor", "two-step", "2-step", "multi-factor") || said.HasWord("2fa") || said.HasWord("mfa")),
        new(Remedies.PasswordExpired, said => said.HasAny("password expired", "password has expired", "password is expired", "expired password", "must change your password", "change your password", "password transition", "password change") || said.EndsIn(".7.12") || said.EndsIn(".7.13") && said.Has("expired")),
        new(Remedies.AccountLocked, said => said.HasAny("account is locked", "account locked", "account has been locked", "user is locked", "locked out", "lockout", "is locked")),
        new(Remedies.AccountDisabled, said => said.HasAny("account is disabled", "account disabled", "account has been disabled", "user disabled", "user is disabled", "account is suspended", "account suspended", "account has been suspended", "account is inactive", "account is not active", "account deactivated", "account is deactivated", "account is blocked", "not activated", "not yet activated", "smtp access is disabled", "smtp is disabled") || said.EndsIn(".7.13")),
        new(Remedies.SignInNotFromHere, said => said.HasAny("from your ip", "from this ip", "ip address is not", "ip not allowed", "ip not authorized", "unauthorized ip", "not allowed from", "not authorized from", "login from this location", "your location", "from this network")),
        new(Remedies.UserNeedsDomain, said => !said.Account.UserHasDomain && said.HasAny("full email", "full e-mail", "complete email", "complete e-mail", "must be an email", "must be an e-mail", "as email address", "user@domain", "username@domain", "include the domain", "including domain", "fully qualified user", "must contain domain", "domain part", "with domain")),
        new(Remedies.EncryptionRequired, SessionRemedies.IsEncryption),
        new(Remedies.OAuthRequired, said => !said.Account.UsesToken && said.HasAny("oauth", "xoauth", "modern authentication")),
        new(Remedies.NoCommonMechanism, said => said.Code == 504 || said.EndsIn(".5.4") || said.HasAny("mechanism not supported", "unrecognized authentication type", "unrecognised authentication type", "unsupported authentication", "mechanism is not supported")),
        new(Remedies.TokenRefused, said => said.Account.UsesToken && said.IsPermanent),

        // What families mean by a bare 535.
        new(Remedies.GmailCredentials, said => said.Account.Family == SmtpHostFamily.Google && said.IsPermanent),
        new(Remedies.AppPasswordNeeded, said => said.Account.Family == SmtpHostFamily.AppPasswords && said.IsPermanent),
        new(Remedies.MicrosoftCredentials, said => IsMicrosoft(said) && said.IsPermanent),
        new(Remedies.UserNeedsDomain, said => said.Code == 535 && said.Account is { UserHasDomain: false, IsOfSenderDomain: true }),
        new(Remedies.SignInUnavailable, said => !said.IsPermanent),
        new(Remedies.WrongCredentials, _ => true),
    ];

    public static Remedy? Of(Said said) => RemedyRule.First(Rules, said);

    private static bool IsBrowser(Said said) => said.HasAny("log in via your web browser", "log in with your web browser", "weblogin", "web login required", "less secure");

    private static bool IsMicrosoft(Said said) => said.Account.Family is SmtpHostFamily.Microsoft365 or SmtpHostFamily.OutlookCom;
}
