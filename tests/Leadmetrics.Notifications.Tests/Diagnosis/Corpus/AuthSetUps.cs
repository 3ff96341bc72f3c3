using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Sign-ins that the large providers refuse, in the forms that they use.</summary>
internal static class AuthSetUps
{
    private const string Gmail = "smtp.gmail.com";
    private const string Microsoft = "smtp.office365.com";
    private const string Outlook = "smtp-mail.outlook.com";
    private const string SendGrid = "smtp.sendgrid.net";
    private const string Ses = "email-smtp.eu-west-1.amazonaws.com";
    private const string Token = """{"pass":null,"auth":{"type":"oauth2","accessToken":"only-the-server-may-read-this"}}""";

    public static IReadOnlyList<SetUp> All { get; } =
    [
        Refused("Gmail wants an app password", Gmail, "534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor", "app-password-needed"),
        Refused("Gmail refuses the password", Gmail, "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials", "gmail-credentials"),
        Refused("Gmail refuses the password, in short", Gmail, "535 5.7.8 Username and Password not accepted.", "gmail-credentials"),
        Refused("Google's relay refuses the password", "smtp-relay.gmail.com", "535 5.7.8 Username and Password not accepted.", "gmail-credentials"),
        Refused("Gmail wants a sign-in by browser", Gmail, "534-5.7.14 <https://accounts.google.com/signin/continue> Please log in via your web browser and\n534 5.7.14 then try again.", "gmail-sign-in-blocked"),
        Refused("Gmail wants a browser, in the old words", Gmail, "535 5.7.1 Please log in with your web browser and then try again.", "gmail-sign-in-blocked"),
        Refused("Gmail was tried too often", Gmail, "454 4.7.0 Too many login attempts, please try again later.", "too-many-sign-ins", FailureKind.Throttled),
        Refused("Gmail refuses a token", Gmail, "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials", "token-refused") with { Settings = Token },
        Refused("Microsoft: SMTP AUTH is off for the organisation", Microsoft, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.", "smtp-auth-disabled-organization"),
        Refused("Microsoft: SMTP AUTH is off for the mailbox", Microsoft, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.", "smtp-auth-disabled-mailbox"),
        Refused("Microsoft: security defaults", Microsoft, "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.", "microsoft-security-defaults"),
        Refused("Microsoft: criteria not met", Microsoft, "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.", "microsoft-criteria-not-met"),
        Refused("Microsoft: basic authentication is off", Microsoft, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. Contact your administrator.", "microsoft-basic-auth-off"),
        Refused("Microsoft: basic authentication is not supported", Microsoft, "550 5.7.30 Basic authentication is not supported for Client Submission.", "microsoft-basic-auth-off"),
        Refused("Microsoft: wrong password", Microsoft, "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.", "microsoft-credentials"),
        Refused("Microsoft: wrong password, in the old words", Microsoft, "535 5.7.3 Authentication unsuccessful [AM0PR02CA0001.eurprd02.prod.outlook.com]", "microsoft-credentials"),
        Refused("Microsoft: the account is locked", Microsoft, "535 5.7.139 Authentication unsuccessful, the account is locked.", "account-locked"),
        Refused("Microsoft: the application may not send", Microsoft, "535 5.7.3 Authentication unsuccessful [AM0PR02CA0001.eurprd02.prod.outlook.com]", "microsoft-oauth-permission") with { Settings = Token },
        Refused("Outlook.com takes OAuth2 alone", Outlook, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "outlook-com-oauth-only"),
        Refused("Outlook.com, in the old words", Outlook, "535 5.7.3 Authentication unsuccessful", "outlook-com-oauth-only"),
        Refused("SendGrid's user is not apikey", SendGrid, "535 Authentication failed: Bad username / password", "sendgrid-user-is-apikey"),
        Refused("SendGrid's key is wrong", SendGrid, "535 Authentication failed: The provided authorization grant is invalid, expired, or revoked", "wrong-api-key") with { Settings = """{"user":"apikey"}""" },
        Refused("SendGrid's credits are used up", SendGrid, "451 Authentication failed: Maximum credits exceeded", "sendgrid-credits-exceeded", FailureKind.Throttled) with { Settings = """{"user":"apikey"}""" },
        Refused("SES was given an IAM secret", Ses, "535 Authentication Credentials Invalid", "ses-iam-secret") with { Settings = $$"""{"user":"AKIAEXAMPLE","pass":"{{new string('x', 39)}}/"}""" },
        Refused("SES credentials of another region", Ses, "535 Authentication Credentials Invalid", "ses-credentials") with { Settings = """{"user":"AKIAEXAMPLE"}""" },
        Refused("Yahoo wants an app password", "smtp.mail.yahoo.com", "535 5.7.0 (#MBR1212) Incorrect username or password", "app-password-needed"),
        Refused("Yahoo was tried too often", "smtp.mail.yahoo.com", "535 5.7.0 (#AUTH005) Too many bad auth attempts", "too-many-sign-ins", FailureKind.Throttled),
        Refused("iCloud wants an app password", "smtp.mail.me.com", "535 5.7.8 Error: authentication failed: authentication failure", "app-password-needed"),
        Refused("Fastmail wants an app password", "smtp.fastmail.com", "535 5.7.8 Error: authentication failed: app password required", "app-password-needed"),
    ];

    public static SetUp Refused(string name, string host, string reply, string remedy, FailureKind kind = FailureKind.Authentication) =>
        new(name, host, 587, VerificationStage.Auth, kind, remedy) { Build = street => street.Smtp(587, ScriptedTls.StartTls, options => Offer(options, reply)) };

    private static void Offer(ScriptedSmtpServerOptions options, string reply)
    {
        foreach (var mechanism in new[] { "PLAIN", "LOGIN", "XOAUTH2" }) options.Capabilities.Auth.Add(mechanism);
        options.AuthOnlyAfterTls = true;
        options.AuthenticationFailure = reply;
    }
}
