using System.Globalization;

namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>The remedies that are known, each a stable code and one sentence. The sentences stand in <c>Remedies.resx</c> under their codes.</summary>
public static partial class Remedies
{
    /// <summary>TLS from the first byte was spoken to a port that begins in clear text.</summary>
    public static Remedy PortSpeaksStartTls { get; } = Of("port-speaks-starttls");

    /// <summary>Clear text was spoken to a port that expects TLS from the first byte.</summary>
    public static Remedy PortExpectsImplicitTls { get; } = Of("port-expects-implicit-tls");

    /// <summary>The server offers no STARTTLS.</summary>
    public static Remedy NoTlsOffered { get; } = Of("no-tls-offered");

    /// <summary>The certificate has expired.</summary>
    public static Remedy CertificateExpired { get; } = Of("certificate-expired");

    /// <summary>The certificate is for another name.</summary>
    public static Remedy CertificateWrongName { get; } = Of("certificate-wrong-name");

    /// <summary>The certificate's issuer is not trusted.</summary>
    public static Remedy CertificateUntrusted { get; } = Of("certificate-untrusted");

    /// <summary>The host's name does not resolve.</summary>
    public static Remedy HostNotFound { get; } = Of("host-not-found");

    /// <summary>The connection was refused.</summary>
    public static Remedy ConnectionRefused { get; } = Of("connection-refused");

    /// <summary>Nobody answered the connect.</summary>
    public static Remedy ConnectionTimedOut { get; } = Of("connection-timed-out");

    /// <summary>The egress policy refuses the host, address or port.</summary>
    public static Remedy BlockedByPolicy { get; } = Of("blocked-by-policy");

    /// <summary>User or password is wrong.</summary>
    public static Remedy WrongCredentials { get; } = Of("wrong-credentials");

    /// <summary>The OAuth2 authorization was withdrawn, has ended, or was never given.</summary>
    public static Remedy OAuthReauthorize { get; } = Of("oauth-reauthorize");

    /// <summary>The OAuth2 client, its secret or its directory is wrong.</summary>
    public static Remedy OAuthClientRefused { get; } = Of("oauth-client-refused");

    /// <summary>The token endpoint cannot be used.</summary>
    public static Remedy OAuthEndpointUnreachable { get; } = Of("oauth-endpoint-unreachable");

    /// <summary>The server offers no authentication.</summary>
    public static Remedy NoAuthOffered { get; } = Of("no-auth-offered");

    /// <summary>The API key is not accepted.</summary>
    public static Remedy WrongApiKey { get; } = Of("wrong-api-key");

    /// <summary>The API key may not send.</summary>
    public static Remedy MissingMailSendScope { get; } = Of("missing-mail-send-scope");

    /// <summary>What answers is no SMTP server.</summary>
    public static Remedy NotAnSmtpServer { get; } = Of("not-an-smtp-server");

    /// <summary>The account's own sending limit is used up.</summary>
    public static Remedy SendingLimitReached { get; } = Of("sending-limit-reached");

    /// <summary>What the platform allows a tenant, or itself, is used up.</summary>
    public static Remedy PlatformLimitReached { get; } = Of("platform-limit-reached");

    /// <summary>A message is larger than a whole limit.</summary>
    public static Remedy LargerThanLimit { get; } = Of("larger-than-limit");

    /// <summary>Everybody that a message is for is on the tenant's suppression list.</summary>
    public static Remedy RecipientsSuppressed { get; } = Of("recipients-suppressed");

    /// <summary>The host answers on port 587, and not, or not usably, on the port that is set.</summary>
    public static Remedy UsePort587 { get; } = Of("use-port-587");

    /// <summary>The host answers on port 465, and not, or not usably, on the port that is set.</summary>
    public static Remedy UsePort465 { get; } = Of("use-port-465");

    /// <summary>The host answers on port 2525, and not, or not usably, on the port that is set.</summary>
    public static Remedy UsePort2525 { get; } = Of("use-port-2525");

    /// <summary>Port 25 keeps silent, as most clouds make it.</summary>
    public static Remedy Port25Filtered { get; } = Of("port-25-filtered");

    /// <summary>The resolver does not answer, or says that it cannot at the moment.</summary>
    public static Remedy DnsUnavailable { get; } = Of("dns-unavailable");

    /// <summary>There is no way to the host's network.</summary>
    public static Remedy HostUnreachable { get; } = Of("host-unreachable");

    /// <summary>The connection is taken and nothing is said.</summary>
    public static Remedy ServerSilent { get; } = Of("server-silent");

    /// <summary>The server speaks, but too slowly.</summary>
    public static Remedy ServerTooSlow { get; } = Of("server-too-slow");

    /// <summary>The connection is cut before a greeting.</summary>
    public static Remedy HungUpAtGreeting { get; } = Of("hung-up-at-greeting");

    /// <summary>IMAP or POP3 answers.</summary>
    public static Remedy MailReadingServer { get; } = Of("mail-reading-server");

    /// <summary>The greeting says that no mail is taken here (554, 521).</summary>
    public static Remedy NoMailService { get; } = Of("no-mail-service");

    /// <summary>The server refuses our address because a blocklist or its own list has it.</summary>
    public static Remedy IpBlocklisted { get; } = Of("ip-blocklisted");

    /// <summary>The server wants a reverse name of our address, or calls it a dynamic one.</summary>
    public static Remedy ReverseDnsMissing { get; } = Of("reverse-dns-missing");

    /// <summary>The server refuses for now.</summary>
    public static Remedy ServerBusy { get; } = Of("server-busy");

    /// <summary>The server refuses the session for good, without a reason that we know.</summary>
    public static Remedy SessionRefused { get; } = Of("session-refused");

    /// <summary>The server does not like the name in EHLO.</summary>
    public static Remedy EhloNameRefused { get; } = Of("ehlo-name-refused");

    /// <summary>The certificate begins later.</summary>
    public static Remedy CertificateNotYetValid { get; } = Of("certificate-not-yet-valid");

    /// <summary>The server signed its certificate itself.</summary>
    public static Remedy CertificateSelfSigned { get; } = Of("certificate-self-signed");

    /// <summary>The server does not send its intermediate certificates.</summary>
    public static Remedy CertificateChainIncomplete { get; } = Of("certificate-chain-incomplete");

    /// <summary>A device in between opens TLS, or strips STARTTLS.</summary>
    public static Remedy TlsIntercepted { get; } = Of("tls-intercepted");

    /// <summary>The server speaks TLS 1.0 or 1.1 alone.</summary>
    public static Remedy TlsTooOld { get; } = Of("tls-too-old");

    /// <summary>The handshake broke for a reason that is not known.</summary>
    public static Remedy TlsHandshakeFailed { get; } = Of("tls-handshake-failed");

    /// <summary>STARTTLS was offered and then refused.</summary>
    public static Remedy StartTlsRefused { get; } = Of("starttls-refused");

    /// <summary>The server wants TLS first.</summary>
    public static Remedy EncryptionRequired { get; } = Of("encryption-required");

    /// <summary>The provider wants an app password.</summary>
    public static Remedy AppPasswordNeeded { get; } = Of("app-password-needed");

    /// <summary>Gmail refuses user or password.</summary>
    public static Remedy GmailCredentials { get; } = Of("gmail-credentials");

    /// <summary>Gmail wants a sign-in by browser first.</summary>
    public static Remedy GmailSignInBlocked { get; } = Of("gmail-sign-in-blocked");

    /// <summary>The account was tried too often.</summary>
    public static Remedy TooManySignIns { get; } = Of("too-many-sign-ins");

    /// <summary>SMTP AUTH is off for the Microsoft 365 organisation.</summary>
    public static Remedy SmtpAuthDisabledForOrganization { get; } = Of("smtp-auth-disabled-organization");

    /// <summary>SMTP AUTH is off for the mailbox.</summary>
    public static Remedy SmtpAuthDisabledForMailbox { get; } = Of("smtp-auth-disabled-mailbox");

    /// <summary>Security defaults forbid passwords.</summary>
    public static Remedy MicrosoftSecurityDefaults { get; } = Of("microsoft-security-defaults");

    /// <summary>A Conditional Access policy stands against the sign-in.</summary>
    public static Remedy MicrosoftCriteriaNotMet { get; } = Of("microsoft-criteria-not-met");

    /// <summary>Microsoft 365 refuses user or password.</summary>
    public static Remedy MicrosoftCredentials { get; } = Of("microsoft-credentials");

    /// <summary>The OAuth2 application may not send.</summary>
    public static Remedy MicrosoftOAuthPermission { get; } = Of("microsoft-oauth-permission");

    /// <summary>Basic authentication is switched off for the organisation.</summary>
    public static Remedy MicrosoftBasicAuthOff { get; } = Of("microsoft-basic-auth-off");

    /// <summary>Outlook.com takes OAuth2 alone.</summary>
    public static Remedy OutlookComOAuthOnly { get; } = Of("outlook-com-oauth-only");

    /// <summary>The server offers only OAuth2.</summary>
    public static Remedy OAuthRequired { get; } = Of("oauth-required");

    /// <summary>The server refuses the OAuth2 token.</summary>
    public static Remedy TokenRefused { get; } = Of("token-refused");

    /// <summary>The SendGrid user must be the word apikey.</summary>
    public static Remedy SendGridUserIsApiKey { get; } = Of("sendgrid-user-is-apikey");

    /// <summary>The SendGrid account's credits are used up.</summary>
    public static Remedy SendGridCreditsExceeded { get; } = Of("sendgrid-credits-exceeded");

    /// <summary>An IAM secret key was given for the SMTP password.</summary>
    public static Remedy SesIamSecret { get; } = Of("ses-iam-secret");

    /// <summary>SES refuses user or password.</summary>
    public static Remedy SesCredentials { get; } = Of("ses-credentials");

    /// <summary>The server wants a full address as user.</summary>
    public static Remedy UserNeedsDomain { get; } = Of("user-needs-domain");

    /// <summary>The account is locked.</summary>
    public static Remedy AccountLocked { get; } = Of("account-locked");

    /// <summary>The account is suspended or switched off.</summary>
    public static Remedy AccountDisabled { get; } = Of("account-disabled");

    /// <summary>The password has expired or has to be changed.</summary>
    public static Remedy PasswordExpired { get; } = Of("password-expired");

    /// <summary>The server takes sign-ins from certain addresses alone.</summary>
    public static Remedy SignInNotFromHere { get; } = Of("sign-in-not-from-here");

    /// <summary>The server cannot check passwords at the moment.</summary>
    public static Remedy SignInUnavailable { get; } = Of("sign-in-unavailable");

    /// <summary>The server offers none of the mechanisms that we have.</summary>
    public static Remedy NoCommonMechanism { get; } = Of("no-common-mechanism");

    /// <summary>A server for incoming mail is used for sending.</summary>
    public static Remedy MxHostUsed { get; } = Of("mx-host-used");

    /// <summary>The server could not prove that it knows the password.</summary>
    public static Remedy ServerUnproven { get; } = Of("server-unproven");

    /// <summary>User, password or token hold a character that cannot be sent.</summary>
    public static Remedy CredentialsNotSendable { get; } = Of("credentials-not-sendable");

    /// <summary>The server wants a sign-in before MAIL.</summary>
    public static Remedy AuthenticationRequired { get; } = Of("authentication-required");

    /// <summary>The server does not carry mail to other domains for us.</summary>
    public static Remedy RelayingDenied { get; } = Of("relaying-denied");

    /// <summary>The account may not send as this address.</summary>
    public static Remedy SenderNotAllowed { get; } = Of("sender-not-allowed");

    /// <summary>The provider wants the sender's address or domain verified.</summary>
    public static Remedy SenderNotVerified { get; } = Of("sender-not-verified");

    /// <summary>SPF, DKIM or DMARC of the sender's domain do not pass.</summary>
    public static Remedy SenderNotAuthenticated { get; } = Of("sender-not-authenticated");

    /// <summary>The sender's domain does not exist for the server.</summary>
    public static Remedy SenderDomainUnknown { get; } = Of("sender-domain-unknown");

    /// <summary>The account's sandbox only sends to verified recipients.</summary>
    public static Remedy RecipientNotVerified { get; } = Of("recipient-not-verified");

    /// <summary>The recipient does not exist.</summary>
    public static Remedy RecipientUnknown { get; } = Of("recipient-unknown");

    /// <summary>The recipient's mailbox is full.</summary>
    public static Remedy MailboxFull { get; } = Of("mailbox-full");

    /// <summary>The server wants a second try.</summary>
    public static Remedy Greylisted { get; } = Of("greylisted");

    /// <summary>The provider's own sending limit is used up.</summary>
    public static Remedy ProviderLimitReached { get; } = Of("provider-limit-reached");

    /// <summary>The message is larger than the server takes.</summary>
    public static Remedy MessageTooLarge { get; } = Of("message-too-large");

    /// <summary>The server takes the content for spam or a virus.</summary>
    public static Remedy MessageRefusedAsSpam { get; } = Of("message-refused");

    /// <summary>The server says what SMTP does not know, or at the wrong time.</summary>
    public static Remedy ProtocolBroken { get; } = Of("protocol-broken");

    /// <summary>The connection is cut in the middle of the session.</summary>
    public static Remedy ConnectionCut { get; } = Of("connection-cut");

    /// <summary>The SendGrid API does not know what it is asked for.</summary>
    public static Remedy SendGridWrongRegion { get; } = Of("sendgrid-wrong-region");

    /// <summary>SendGrid's API does not answer from here.</summary>
    public static Remedy SendGridUnreachable { get; } = Of("sendgrid-unreachable");

    /// <summary>The sender's domain, or one in the content, is on a blocklist.</summary>
    public static Remedy DomainBlocklisted { get; } = Of("sender-domain-blocklisted");

    /// <summary>All connections that the operator allows to this server are in use.</summary>
    public static Remedy ConnectionsInUse { get; } = Of("connections-in-use");

    /// <summary>A remedy's sentence in a language, where a satellite assembly of this one holds it.</summary>
    /// <param name="code">The remedy's code.</param>
    /// <param name="culture">The language.</param>
    /// <returns>The sentence; in English where there is no translation; <see langword="null"/> where no remedy has this code.</returns>
    public static string? SentenceOf(string code, CultureInfo culture) => Sentences.Texts.Find(code, culture);

    private static Remedy Of(string code) => Sentences.Texts.Of(code);

    // A class of its own: which of this one's files is initialised first is nobody's promise.
    private static class Sentences
    {
        public static readonly RemedyTexts Texts = new("Leadmetrics.Notifications.Diagnosis.Remedies");
    }
}
