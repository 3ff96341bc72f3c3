using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Sign-ins that anybody's server refuses, or cannot take.</summary>
internal static class MoreAuthSetUps
{
    private const string Host = "mail.example.com";
    private const string Other = "smtp.hosting.example";

    public static IReadOnlyList<SetUp> All { get; } =
    [
        AuthSetUps.Refused("a wrong password (Dovecot)", Other, "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", "wrong-credentials"),
        AuthSetUps.Refused("a wrong password (Exim)", Other, "535 Incorrect authentication data", "wrong-credentials"),
        AuthSetUps.Refused("the server wants a full address, and says so", Other, "535 5.7.8 Username must be your full email address", "user-needs-domain") with { Settings = """{"user":"jane"}""" },
        AuthSetUps.Refused("the server wants a full address, in other words", Other, "535 Please use user@domain as login", "user-needs-domain") with { Settings = """{"user":"jane"}""" },
        AuthSetUps.Refused("a user without a domain at the sender's own host", Host, "535 Incorrect authentication data", "user-needs-domain") with { Settings = """{"user":"jane"}""" },
        AuthSetUps.Refused("a locked account", Other, "535 5.7.8 Your account has been locked, contact support", "account-locked"),
        AuthSetUps.Refused("a suspended account", Other, "535 5.7.13 Account suspended", "account-disabled"),
        AuthSetUps.Refused("a disabled account", Other, "525 5.7.13 User Account Disabled", "account-disabled"),
        AuthSetUps.Refused("an expired password", Other, "534 5.7.8 Your password has expired", "password-expired"),
        AuthSetUps.Refused("a password transition", Other, "432 4.7.12 A password transition is needed", "password-expired", FailureKind.Unavailable),
        AuthSetUps.Refused("two factors, in words", Other, "535 5.7.8 Two-factor authentication is enabled, generate an application password", "app-password-needed"),
        AuthSetUps.Refused("not from this address", Other, "535 5.7.8 Login from your IP address is not allowed", "sign-in-not-from-here"),
        AuthSetUps.Refused("the server's user database is away", Other, "454 4.7.0 Temporary authentication failure", "sign-in-unavailable", FailureKind.Unavailable),
        AuthSetUps.Refused("too many tries", Other, "421 4.7.0 Too many failed login attempts", "too-many-sign-ins", FailureKind.Throttled),
        AuthSetUps.Refused("the mechanism is not known after all", Other, "504 5.5.4 Unrecognized authentication type", "no-common-mechanism"),
        AuthSetUps.Refused("modern authentication alone, in words", Other, "535 5.7.8 Basic auth is off, OAuth 2.0 is required", "oauth-required"),
        new("AUTH is not offered", Other, 587, VerificationStage.Auth, FailureKind.Authentication, "no-auth-offered") { Build = street => street.Smtp(587, ScriptedTls.StartTls) },
        new("AUTH is offered nowhere", Other, 587, VerificationStage.Auth, FailureKind.Authentication, "no-auth-offered")
        {
            Build = street =>
            {
                street.Smtp(587, ScriptedTls.StartTls);
                street.Smtp(2525, ScriptedTls.StartTls);
            },
        },
        new("an MX host on port 25", "mx1.example.com", 25, VerificationStage.Auth, FailureKind.Authentication, "mx-host-used") { Build = street => street.Smtp(25, ScriptedTls.StartTls) },
        new("an MX host of Microsoft", "example-com.mail.protection.outlook.com", 25, VerificationStage.Auth, FailureKind.Authentication, "mx-host-used") { Build = street => street.Smtp(25, ScriptedTls.StartTls) },
        new("port 25 without AUTH, 587 is there", Other, 25, VerificationStage.Auth, FailureKind.Authentication, "use-port-587")
        {
            Build = street =>
            {
                street.Smtp(25, ScriptedTls.StartTls);
                street.Smtp(587, ScriptedTls.StartTls);
            },
        },
        Offered("NTLM and GSSAPI alone", "no-common-mechanism", "NTLM", "GSSAPI"),
        Offered("XOAUTH2 alone", "oauth-required", "XOAUTH2", "OAUTHBEARER"),
        Offered("PLAIN alone, and a token", "no-common-mechanism", "PLAIN") with { Settings = """{"pass":null,"auth":{"type":"oauth2","accessToken":"only-the-server-may-read-this"}}""" },
        Offered("PLAIN alone, and a NUL in the password", "credentials-not-sendable", "PLAIN") with { Kind = FailureKind.Configuration, Settings = """{"pass":"with\u0000nul"}""" },
        new("a server that knows no password (SCRAM)", Other, 587, VerificationStage.Auth, FailureKind.Authentication, "server-unproven")
        {
            Build = street =>
            {
                var server = street.Smtp(587, ScriptedTls.StartTls, options =>
                {
                    options.Capabilities.Auth.Add("SCRAM-SHA-256");
                    options.Users["jane@example.com"] = Street.Password;
                });
                server.At(SmtpPoint.AuthContinuation(1), SmtpFault.Reply("235 2.7.0 Welcome"));
            },
        },
        new("AUTH is not answered", Other, 587, VerificationStage.Auth, FailureKind.Timeout, "server-too-slow") { Build = street => street.Smtp(587, ScriptedTls.StartTls, options => options.Capabilities.Auth.Add("PLAIN")).At(SmtpPoint.Auth, SmtpFault.Silence) },
    ];

    private static SetUp Offered(string name, string remedy, params string[] mechanisms) =>
        new(name, Other, 587, VerificationStage.Auth, FailureKind.Authentication, remedy)
        {
            Build = street => street.Smtp(587, ScriptedTls.StartTls, options =>
            {
                foreach (var mechanism in mechanisms) options.Capabilities.Auth.Add(mechanism);
            }),
        };
}
