using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>What servers mean that refuse MAIL, RCPT, DATA or a whole message.</summary>
internal static class EnvelopeRemedies
{
    private static readonly RemedyRule[] Rules =
    [
        new(Remedies.SenderDomainUnknown, said => said.HasAny("sender verify failed", "sender verification failed", "could not verify sender")),
        new(Remedies.RecipientUnknown, said => said.Phase == SmtpPhase.Rcpt && (said.IsEnhanced("5.1.1", "5.1.10", "5.1.6") || (said.Enhanced == "5.4.1" && said.Has("recipient address rejected")))),
        new(Remedies.AccountDisabled, said => said.HasAny("bad outbound sender", "sending suspended for this account", "sending paused for this account", "account has been suspended", "account is suspended", "account is disabled", "account has been disabled", "not yet activated") || said.EndsIn(".7.501") || said.EndsIn(".7.502") || said.EndsIn(".7.503") || said.EndsIn(".7.705") || said.EndsIn(".7.750")),
        new(Remedies.MicrosoftBasicAuthOff, said => said.EndsIn(".7.30") && said.Has("basic auth")),
        new(Remedies.EncryptionRequired, said => said.Code is 530 or 538 or 554 or 550 or 451 && SessionRemedies.IsEncryption(said)),
        new(Remedies.SendGridCreditsExceeded, said => said.Has("credits exceeded")),
        new(Remedies.AuthenticationRequired, IsAuthentication),
        new(Remedies.SenderNotVerified, said => said.HasAny("email address is not verified", "domain is unverified", "is unverified", "address not verified", "address is not verified", "domain is not verified", "domain not verified", "sender not verified", "sender is not verified", "verified sender identity", "sender signature", "not a verified", "unverified sender", "domain is not allowed to send", "not permitted to send from", "testing domain")),
        new(Remedies.SenderNotAllowed, said => said.EndsIn(".2.252") || said.HasAny("sendasdenied", "send as denied", "not owned by user", "not allowed to send as", "permissions to send as", "sender address rejected: not owned", "relaying disallowed as", "sender address is not allowed", "not authorized to perform", "sender not allowed", "senders not allowed", "sender is not allowed", "not authorized to send on behalf", "not authorised to send on behalf", "is not allowed to send from", "from address does not match", "envelope sender does not match")),
        new(Remedies.EhloNameRefused, SessionRemedies.IsEhloName),
        new(Remedies.DomainBlocklisted, SessionRemedies.IsDomainBlocklist),
        new(Remedies.IpBlocklisted, SessionRemedies.IsBlocklist),
        new(Remedies.RelayingDenied, said => said.IsPermanent && (said.HasAny("relaying denied", "relay denied", "relay access denied", "unable to relay", "not permitted to relay", "relay not permitted", "relaying not", "relay not allowed", "not allowed to relay", "we do not relay", "don't relay", "relaying is prohibited", "relay prohibited", "no relay", "not a relay", "open relay", "credentials for relay", "list of allowed rcpthosts") || said.EndsIn(".7.54") || said.EndsIn(".7.64"))),
        new(Remedies.ReverseDnsMissing, SessionRemedies.IsReverseDns),
        new(Remedies.RecipientNotVerified, said => said.HasAny("sandbox", "test mode", "only send testing emails", "authorized recipients")),
    ];

    public static Remedy? Of(Said said, FailureKind kind) => RemedyRule.First(Rules, said) ?? kind switch
    {
        FailureKind.Tls => Remedies.EncryptionRequired,
        FailureKind.Authentication => Remedies.AuthenticationRequired,
        FailureKind.SenderNotAuthenticated => Remedies.SenderNotAuthenticated,
        FailureKind.TooLarge => Remedies.MessageTooLarge,
        _ when !said.IsPermanent && IsGreylisting(said) => Remedies.Greylisted,
        FailureKind.Throttled => Remedies.ProviderLimitReached,
        FailureKind.SenderRejected => said.EndsIn(".1.8") || said.HasAny("domain not found", "domain does not exist", "domain of sender", "sender domain", "does not resolve") ? Remedies.SenderDomainUnknown : said.IsPermanent ? Remedies.SenderNotAllowed : null,
        FailureKind.RecipientRejected when said.Enhanced is "5.1.1" or "5.1.10" or "5.1.6" || (said.IsPermanent && said.HasAny("user unknown", "unknown user", "no such user", "does not exist", "no such recipient", "mailbox unavailable", "recipient not found", "invalid recipient", "unknown recipient")) => Remedies.RecipientUnknown,
        FailureKind.RecipientRejected when said.EndsIn(".2.2") || said.HasAny("mailbox full", "mailbox is full", "over quota", "quota exceeded", "mailboxfull") => Remedies.MailboxFull,
        FailureKind.MessageRejected when said.HasAny("spam", "policy restrictions", "policy reasons", "virus", "malware", "content rejected", "content denied", "suspicious", "unsolicited", "blocked content", "phish") => Remedies.MessageRefusedAsSpam,
        FailureKind.Unavailable when said.Code == 421 => Remedies.ServerBusy,
        _ when !said.IsPermanent && said.HasAny("service unavailable", "try again later", "temporarily unavailable", "temporary failure", "temporary error") => Remedies.ServerBusy,
        _ => null,
    };

    private static bool IsAuthentication(Said said) =>
        said.Code == 530 || said.EndsIn(".7.57")
        || (said.Phase != SmtpPhase.Replied && said.HasAny("authentication required", "authentication is required", "must authenticate", "authenticate first", "need to authenticate", "auth required", "smtp auth is required", "please authenticate", "not authenticated to send", "log in first", "must log in", "not logged in", "unauthenticated senders", "was not authenticated", "turn on smtp authentication", "without authentication"))
        || (!said.Account.Authenticates && said.Has("client host rejected: access denied"));

    private static bool IsGreylisting(Said said) =>
        said.HasAny("greylist", "graylist", "grey-list", "gray-list", "grey list", "come back", "try again in", "temporarily deferred, retry");
}
