using System.Globalization;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Maps a negative SMTP reply to a kind. Pure; the first rule that fits decides.</summary>
/// <remarks>
/// The order matters. Servers say "too many messages" with 4yz and 5yz alike, so the words come before the digit; a size limit names a limit too, so it
/// comes before the words; and a 5yz before MAIL is about the account, whatever it says of the message.
/// </remarks>
internal static partial class SmtpReplyClassifier
{
    // Whole phrases: "exceeded the max" alone would also be said of a size.
    private static readonly string[] ThrottlingWords =
    [
        "too many e-mails", "too many emails", "too many messages", "too many connections", "too many concurrent", "too many mails", "too many login attempts", "too much mail from", "too many recipients from",
        "rate limit", "rate-limit", "ratelimit", "maximum sending rate", "sending rate exceeded", "rate exceeded", "throttl", "sending limit", "sending quota", "submission quota", "submissionquotaexceeded",
        "quota exceeded for sending", "limit on the number of messages", "limit on the number of connections", "limit on the number of concurrent", "emails per second", "e-mails per second", "messages per second", "messages per hour", "emails per hour", "messages per day",
        "credits exceeded", "try again later, rate", "exceeded the max emails", "exceeded the max defers", "exceeded the maximum number of connections", "exceeded the maximum number of messages", "exceeded its sending",
        "message rate", "concurrent connections limit", "thread limit exceeded", "daily limit for message recipients", "unusual rate of",
    ];

    private static readonly string[] AuthenticationOfDomainWords = ["spf", "dkim", "dmarc", "unauthenticated email", "not authenticated, "];

    private static readonly string[] SenderWords = ["sendasdenied", "send as denied", "sender address rejected", "not owned by user", "email address is not verified", "from address not verified", "sender not allowed", "senders not allowed", "not allowed to send as", "permissions to send as", "verified sender identity"];

    public static ReplyVerdict Classify(SmtpReply reply, SmtpPhase phase)
    {
        var text = TextOf(reply);
        var code = reply.Code;
        var enhanced = reply.EnhancedCode;
        var byDigit = code >= 500 ? SendOutcome.Rejected : SendOutcome.Deferred;
        if (code == 503 && phase >= SmtpPhase.Mail) return OutOfOrder(text);
        if (IsTooLarge(code, enhanced, text, phase)) return new ReplyVerdict(FailureKind.TooLarge, SendOutcome.Rejected);
        if (IsThrottling(enhanced, text)) return new ReplyVerdict(FailureKind.Throttled, SendOutcome.Deferred, RetryAfter(text));
        if (phase == SmtpPhase.Tls) return new ReplyVerdict(FailureKind.Tls, byDigit);
        if (code == 530 && text.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase)) return new ReplyVerdict(FailureKind.Tls, SendOutcome.Rejected, Remedy: Remedies.PortSpeaksStartTls);
        if (code is 530 or 534 or 535 or 538) return new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.WrongCredentials);
        if (phase == SmtpPhase.Auth) return code >= 500 ? new ReplyVerdict(FailureKind.Authentication, SendOutcome.Rejected, Remedy: Remedies.WrongCredentials) : new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred, RetryAfter(text));
        if (phase < SmtpPhase.Mail || code == 421) return new ReplyVerdict(FailureKind.Unavailable, byDigit, RetryAfter(text));
        if (IsSenderNotAuthenticated(enhanced, text)) return new ReplyVerdict(FailureKind.SenderNotAuthenticated, byDigit);
        if (Has(SenderWords, text) || code == 553 && phase != SmtpPhase.Rcpt) return new ReplyVerdict(FailureKind.SenderRejected, byDigit);
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
    private static string TextOf(SmtpReply reply) => reply.Lines.Count == 1
        ? reply.Text
        : string.Join(' ', reply.Lines.Select(line => EnhancedStatusCode.TryParsePrefix(line, out _) ? line[line.AsSpan().IndexOf(' ')..].TrimStart() : line));

    private static bool IsTooLarge(int code, EnhancedStatusCode? enhanced, string text, SmtpPhase phase)
    {
        if (enhanced is { Subject: 3, Detail: 4 } or { Subject: 2, Detail: 3 }) return true;
        var aboutMessage = phase is SmtpPhase.Mail or SmtpPhase.Data or SmtpPhase.DotSent or SmtpPhase.Replied;
        return code == 552 && aboutMessage && (text.Contains("size", StringComparison.OrdinalIgnoreCase) || text.Contains("too large", StringComparison.OrdinalIgnoreCase) || text.Contains("too big", StringComparison.OrdinalIgnoreCase));
    }

    // 4.7.28 and 5.7.28: Gmail's unusual rate; 5.4.5: its daily limit; 4.3.2 with a rate is Microsoft's.
    // x.5.3 is of one message's recipients, whatever limits its text goes on to speak of.
    private static bool IsThrottling(EnhancedStatusCode? enhanced, string text) => enhanced is { Subject: 7, Detail: 28 } or { Subject: 4, Detail: 5 } || (enhanced is not { Subject: 5, Detail: 3 } && Has(ThrottlingWords, text));

    private static bool IsSenderNotAuthenticated(EnhancedStatusCode? enhanced, string text) =>
        enhanced is { Subject: 7, Detail: >= 20 and <= 27 or 30 or 509 or 515 } || (enhanced is { Subject: 7 } && Has(AuthenticationOfDomainWords, text));

    private static bool Has(string[] words, string text) => Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan? RetryAfter(string text)
    {
        var match = Wait().Match(text);
        if (!match.Success) return null;
        var number = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return match.Groups[2].ValueSpan[0] switch
        {
            's' or 'S' => TimeSpan.FromSeconds(number),
            'm' or 'M' => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
    }

    [GeneratedRegex(@"\b(\d{1,5})\s*(s(?:ec(?:ond)?s?)?|min(?:ute)?s?|hours?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wait();
}
