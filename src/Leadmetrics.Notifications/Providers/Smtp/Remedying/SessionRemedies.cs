using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Remedying;

/// <summary>What servers mean that refuse a session: in the greeting, to EHLO, to STARTTLS.</summary>
internal static class SessionRemedies
{
    private static readonly RemedyRule[] Rules =
    [
        new(Remedies.StartTlsRefused, said => said.Phase == SmtpPhase.Tls),
        new(Remedies.ServerBusy, said => said.HasAny("too many connections", "too many concurrent", "concurrent connections", "too many sessions", "connection rate", "rate limit", "too fast")),
        new(Remedies.IpBlocklisted, IsBlocklist),
        new(Remedies.ReverseDnsMissing, IsReverseDns),
        new(Remedies.EhloNameRefused, IsEhloName),
        new(Remedies.EhloNameRefused, said => said.Phase == SmtpPhase.Ehlo && said.HasWord("(EHLO)")),
        new(Remedies.EncryptionRequired, IsEncryption),
        new(Remedies.SessionRefused, said => said.IsPermanent && said.HasAny("access denied", "not allowed", "not authorized", "not authorised", "not permitted", "administrative", "prohibit", "policy", "go away")),
        new(Remedies.EhloNameRefused, said => said.Phase == SmtpPhase.Ehlo && said.Code is 501 or 504 or 550 or 553),
        new(Remedies.NoMailService, said => said.Code is 521 or 556 || (said.Code == 554 && said.Phase == SmtpPhase.Greeting) || said.HasAny("no smtp service", "does not accept mail", "not accepting mail", "null mx")),
        new(Remedies.ServerBusy, said => !said.IsPermanent),
        new(Remedies.SessionRefused, _ => true),
    ];

    public static Remedy? Of(Said said) => RemedyRule.First(Rules, said);

    // Said in the greeting by some, to RCPT by those that wait for an authentication first (Postfix).
    public static bool IsBlocklist(Said said) =>
        said.HasAny("spamhaus", "blocklist", "block list", "block-list", "blacklist", "black list", "denylist", "deny list", "dnsbl", "spamcop", "abuseat", "uceprotect", "barracuda reputation", "barracudacentral", "poor reputation", "bad reputation", "low reputation", "ip reputation", "senderbase", "is listed at", "is listed in", "is listed by", "is listed on", "blocked using", "s3140", "s3150", "not accepted from this ip")
        || said.HasWord("rbl") || said.HasWord("sorbs")
        || said.EndsIn(".7.511") || said.EndsIn(".7.606") || said.EndsIn(".7.649") || said.EndsIn(".7.708");

    // Of the sender's domain, or of an address in the content, not of ours.
    public static bool IsDomainBlocklist(Said said) => said.HasAny("dbl.spamhaus", "surbl", "uribl", "rhsbl", "url listed", "domain is listed");

    public static bool IsReverseDns(Said said) =>
        said.HasAny("reverse dns", "reverse hostname", "reverse host name", "reverse name", "ptr record", "cannot find your hostname", "cannot find your reverse", "dynamic ip", "dynamic address", "dynamically assigned", "residential", "generic reverse")
        || said.HasWord("rdns") || said.HasWord("ptr") || said.EndsIn(".7.25");

    public static bool IsEhloName(Said said) =>
        said.HasAny("helo command rejected", "ehlo command rejected", "helo/ehlo", "ehlo/helo", "invalid helo", "invalid ehlo", "bad helo", "bad ehlo", "helo name", "ehlo name", "helo hostname", "helo argument", "ehlo argument", "helo host");

    public static bool IsEncryption(Said said) =>
        said.HasAny("must issue a starttls", "issue starttls", "starttls first", "starttls is required", "starttls required", "use starttls", "tls required", "tls is required", "require tls", "requires tls", "encryption required", "encryption is required", "encryption needed", "must use tls", "ssl required", "secure connection", "plaintext authentication disallowed", "encrypted connection")
        || said.Code == 538 || said.EndsIn(".7.11");
}
