using System.Globalization;
using System.Text.RegularExpressions;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Maps a negative SMTP reply to a kind. Pure; the first rule that fits decides.</summary>
/// <remarks>
/// The order matters. Servers say "too many messages" with 4yz and 5yz alike, so the words come before the digit; a size limit names a limit too, so it
/// comes before the words; and a 5yz before MAIL is about the account, whatever it says of the message.
/// </remarks>
internal static partial class SmtpReplyClassifier
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Whole phrases: "exceeded the max" alone would also be said of a size.
    private static readonly string[] ThrottlingWords =
    [
        "too many e-mails", "too many emails", "too many messages", "too many connections", "too many concurrent", "too many mails", "too many requests", "too much mail from", "too many recipients from", "too many recipients received",
        "too many login attempts", "too many failed login", "too many bad auth attempts", "too many authentication failures",
        "rate limit", "rate-limit", "ratelimit", "sending rate", "submission rate", "message rate", "send rate", "rate exceeded", "exceeded the rate", "throttl", "unusual rate of", "unusual sending activity", "unexpected volume", "sending too fast", "slow down",
        "sending limit", "sending quota", "submission quota", "submissionquotaexceeded", "message quota exceeded", "quota exceeded for sending", "hourly limit", "hourly quota", "daily limit", "daily quota", "exceeded its daily", "exceeded your daily",
        "limit on the number of messages", "limit on the number of connections", "limit on the number of concurrent",
        "emails per second", "e-mails per second", "messages per second", "messages per minute", "emails per minute", "messages per hour", "emails per hour", "messages per day", "emails per day",
        "credits exceeded", "exceeded the max emails", "exceeded the max defers", "exceeded the maximum number of connections", "exceeded the maximum number of messages", "exceeded its sending",
        "concurrent connections limit", "thread limit exceeded", "exceeded threshold",
    ];

    private static readonly string[] AuthenticationOfDomainWords = ["spf", "dkim", "dmarc", "unauthenticated email", "not authenticated, "];

    private static readonly string[] SenderWords =
    [
        "sendasdenied", "send as denied", "sender address rejected", "not owned by user", "email address is not verified", "from address not verified", "from address is not verified", "sender not allowed", "senders not allowed",
        "sender is not allowed", "sender not verified", "not allowed to send as", "permissions to send as", "verified sender identity", "relaying disallowed as", "bad outbound sender", "banned sending",
    ];

    // Of the account that sends; at RCPT the same words are of the one that receives.
    private static readonly string[] AccountWords = ["sending suspended for this account", "sending paused for this account", "account is suspended", "account has been suspended", "account is disabled", "account has been disabled", "outgoing blocked", "account is blocked"];

    private static readonly string[] SizeWords = ["message size exceeds", "message too large", "message too big", "message is too large", "exceeds size limit", "exceeded size limit", "message size limit", "maximum message size"];

    private static readonly string[] StorageWords = ["storage", "quota", "mailbox", "space", "full"];

    /// <summary>Whether a reply to RCPT says that this transaction has recipients enough: the next one may take this recipient (RFC 5321 section 4.5.3.1.10).</summary>
    /// <remarks>452 and the 552 of old servers are said of full disks and mailboxes, too: there another transaction would hear the same.</remarks>
    public static bool IsTooManyRecipients(SmtpReply reply)
    {
        if (reply.EnhancedCode is { Subject: 5, Detail: 3 }) return reply.Code is 450 or 451 or 452 or 552;
        if (reply.Code is not (452 or 552) || reply.EnhancedCode is { Subject: 2 or 3 or 7 }) return false;
        var text = TextOf(reply);
        return text.Contains("recipient", StringComparison.OrdinalIgnoreCase) ? !Has(ThrottlingWords, text) : !Has(StorageWords, text);
    }

    public static ReplyVerdict Classify(SmtpReply reply, SmtpPhase phase)
    {
        var text = TextOf(reply);
        var code = reply.Code;
        var enhanced = reply.EnhancedCode;
        var byDigit = code >= 500 ? SendOutcome.Rejected : SendOutcome.Deferred;
        if (code == 503 && phase >= SmtpPhase.Mail) return OutOfOrder(text);
        if (phase == SmtpPhase.Rcpt && IsTooManyRecipients(reply)) return new ReplyVerdict(FailureKind.RecipientRejected, SendOutcome.Deferred, RetryAfter(text));
        if (IsTooLarge(code, enhanced, text, phase)) return new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected);
        if (IsRateOfRecipient(text)) return new ReplyVerdict(FailureKind.RecipientRejected, SendOutcome.Deferred, RetryAfter(text));
        if (IsThrottling(enhanced, text)) return new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, RetryAfter(text));
        if (enhanced is { Subject: 7, Detail: 29 } && phase >= SmtpPhase.Mail) return new ReplyVerdict(FailureKind.Tls, byDigit);
        if (phase == SmtpPhase.Tls) return new ReplyVerdict(FailureKind.Tls, byDigit);
        if (code == 530 && text.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase)) return new ReplyVerdict(FailureKind.Tls, SendOutcome.Rejected);
        if (code is 530 or 534 or 535 or 538) return new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected);
        if (phase == SmtpPhase.Auth) return code >= 500 ? new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected) : new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred, RetryAfter(text));
        if (phase < SmtpPhase.Mail || code == 421) return new ReplyVerdict(FailureKind.Unavailable, byDigit, RetryAfter(text));
        if (IsSenderNotAuthenticated(enhanced, text)) return new ReplyVerdict(FailureKind.SenderNotAuthenticated, byDigit);
        if (IsSender(code, enhanced, text, phase)) return new ReplyVerdict(FailureKind.SenderRejected, byDigit);
        var kind = phase switch
        {
            SmtpPhase.Rcpt => FailureKind.RecipientRejected,
            _ when code < 500 => FailureKind.Unavailable,
            SmtpPhase.Mail => FailureKind.SenderRejected,
            _ => FailureKind.MessageRejected,
        };
        return new ReplyVerdict(kind, byDigit, byDigit == SendOutcome.Deferred ? RetryAfter(text) : null);
    }

    // A 503 says that the commands came in the wrong order, never that somebody is refused; some say so where they wanted AUTH first.
    private static ReplyVerdict OutOfOrder(string text) =>
        new(text.Contains("auth", StringComparison.OrdinalIgnoreCase) ? FailureKind.Authentication : FailureKind.Protocol, SendOutcome.Deferred);

    // Servers repeat the enhanced code on each line: between two lines it would stand in the middle of a phrase.
    public static string TextOf(SmtpReply reply) => reply.Lines.Count == 1
        ? reply.Text
        : string.Join(' ', reply.Lines.Select(line => EnhancedStatusCode.TryParsePrefix(line, out _) ? line[line.AsSpan().IndexOf(' ')..].TrimStart() : line));

    private static bool IsTooLarge(int code, EnhancedStatusCode? enhanced, string text, SmtpPhase phase)
    {
        if (enhanced is { Subject: 3, Detail: 4 } or { Subject: 2, Detail: 3 }) return true;
        var aboutMessage = phase is SmtpPhase.Mail or SmtpPhase.Data or SmtpPhase.DotSent or SmtpPhase.Replied;
        if (code < 500 || !aboutMessage) return false;
        return Has(SizeWords, text) || (code == 552 && (text.Contains("size", StringComparison.OrdinalIgnoreCase) || text.Contains("too large", StringComparison.OrdinalIgnoreCase) || text.Contains("too big", StringComparison.OrdinalIgnoreCase)));
    }

    // 4.7.28 and 5.7.28: Gmail's unusual rate; 5.4.5: its daily limit; 5.7.705, 5.7.232 and 5.7.233: Microsoft's limits of a tenant; 4.7.650 to 652: those of an address.
    // x.5.3 is of one message's recipients, whatever limits its text goes on to speak of.
    private static bool IsThrottling(EnhancedStatusCode? enhanced, string text) =>
        enhanced is { Subject: 7, Detail: 28 or 232 or 233 or 705 } or { Class: 4, Subject: 7, Detail: >= 650 and <= 652 } or { Subject: 4, Detail: 5 }
        || (enhanced is not { Subject: 5, Detail: 3 } && Has(ThrottlingWords, text));

    // Gmail, 450 4.2.1 and 550 5.2.1: it is the recipient who gets too much, from everybody.
    private static bool IsRateOfRecipient(string text) =>
        text.Contains("receiving mail at a rate", StringComparison.OrdinalIgnoreCase) || text.Contains("receiving mail too quickly", StringComparison.OrdinalIgnoreCase);

    // x.1.7 and x.1.8: the sender's address; 5.7.501 to 503, 5.7.708 and 5.7.750: senders that Microsoft has banned or does not know.
    private static bool IsSender(int code, EnhancedStatusCode? enhanced, string text, SmtpPhase phase) =>
        enhanced is { Subject: 1, Detail: 7 or 8 } or { Subject: 7, Detail: (>= 501 and <= 503) or 708 or 750 }
        || Has(SenderWords, text)
        || (phase != SmtpPhase.Rcpt && (code == 553 || Has(AccountWords, text)));

    private static bool IsSenderNotAuthenticated(EnhancedStatusCode? enhanced, string text) =>
        enhanced is { Subject: 7, Detail: (>= 20 and <= 27) or 30 or 32 or 40 or 509 or 515 } || (enhanced is { Subject: 7 } && Has(AuthenticationOfDomainWords, text));

    private static bool Has(string[] words, string text) => Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan? RetryAfter(string text)
    {
        TimeSpan wait;
        if (Wait().Match(text) is { Success: true } match)
        {
            wait = match.Groups[2].ValueSpan[0] switch
            {
                's' or 'S' => TimeSpan.FromSeconds(Number(match, 1)),
                'm' or 'M' => TimeSpan.FromMinutes(Number(match, 1)),
                'h' or 'H' => TimeSpan.FromHours(Number(match, 1)),
                _ => TimeSpan.FromDays(Number(match, 1)),
            };
        }
        else if (Clock().Match(text) is { Success: true } clock)
        {
            wait = new TimeSpan(Number(clock, 1), Number(clock, 2), Number(clock, 3));
        }
        else
        {
            return null;
        }

        return wait <= TimeSpan.Zero ? null : wait > LongestWait ? LongestWait : wait;
    }

    private static int Number(Match match, int group) => match.Groups[group].ValueSpan is ['a' or 'A' or 'o' or 'O', ..] ? 1 : int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    // "in one hour" is a wait; the units of a rate ("20 emails per second") have no number of their own.
    [GeneratedRegex(@"\b(\d{1,5}|(?<=\b(?:in|after|wait|for) )(?:one|an|a))\s*(s(?:ec(?:ond)?s?)?|min(?:ute)?s?|m|hours?|hrs?|h|days?)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Wait();

    // Greylisting of milter-greylist: "please come back in 00:04:59".
    [GeneratedRegex(@"\b(?:in|after|for) (\d{1,2}):(\d\d):(\d\d)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Clock();
}
