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
        new(Remedies.EhloNameRefused, said => said.Phase == SmtpPhase.Ehlo && said.IsPermanent && !IsUnknownCommand(said)),
        new(Remedies.EhloNameRefused, IsEhloName),
        new(Remedies.EncryptionRequired, IsEncryption),
        new(Remedies.SessionRefused, said => said.IsPermanent && said.HasAny("access denied", "not allowed", "not authorized", "not authorised", "not permitted", "administrative", "prohibit", "policy", "go away")),
        new(Remedies.NoMailService, said => said.Code is 521 or 556 || (said.Code == 554 && said.Phase == SmtpPhase.Greeting) || said.HasAny("no smtp service", "does not accept mail", "not accepting mail", "null mx")),
        new(Remedies.ServerBusy, said => !said.IsPermanent),
        new(Remedies.SessionRefused, _ => true),
    ];

    public static Remedy? Of(Said said) => RemedyRule.First(Rules, said);

    // Said in the greeting by some, to RCPT by those that wait for an authentication first (Postfix).
    public static bool IsBlocklist(Said said) =>
        said.HasAny("spamhaus", "blocklist", "block list", "block-list", "blacklist", "black list", "denylist", "deny list", "dnsbl", "rbl", "spamcop", "sorbs", "barracuda", "abuseat", "uceprotect", "poor reputation", "bad reputation", "low reputation", "ip reputation", "senderbase", "listed at", "listed in", "listed by", "is listed", "blocked using", "s3140", "s3150")
        || said.EndsIn(".7.511") || said.EndsIn(".7.606") || said.EndsIn(".7.649");

    public static bool IsReverseDns(Said said) =>
        said.HasAny("reverse dns", "reverse hostname", "reverse host name", "reverse name", "rdns", "ptr record", "ptr ", "cannot find your hostname", "cannot find your reverse", "dynamic ip", "dynamic address", "dynamically assigned", "residential", "generic reverse")
        || said.EndsIn(".7.25");

    public static bool IsEhloName(Said said) =>
        said.IsPermanent && said.HasAny("helo command rejected", "ehlo command rejected", "helo/ehlo", "ehlo/helo", "invalid helo", "invalid ehlo", "bad helo", "bad ehlo", "helo name", "ehlo name", "helo hostname", "helo argument", "ehlo argument", "helo host");

    public static bool IsEncryption(Said said) =>
        said.HasAny("must issue a starttls", "issue starttls", "starttls first", "starttls is required", "starttls required", "use starttls", "tls required", "tls is required", "require tls", "requires tls", "encryption required", "encryption is required", "encryption needed", "must use tls", "ssl required", "secure connection", "plaintext authentication disallowed", "encrypted connection")
        || said.Code == 538 || said.EndsIn(".7.11");

    private static bool IsUnknownCommand(Said said) => said.Code is 500 or 502 && !IsEhloName(said);
}
