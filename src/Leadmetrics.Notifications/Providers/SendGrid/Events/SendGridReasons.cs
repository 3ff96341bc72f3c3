using System.Globalization;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>What SendGrid says of a mail that was deferred, dropped or bounced, in the words of all providers. Pure.</summary>
internal static class SendGridReasons
{
    // SendGrid's own documented texts; what it did not even try has no reply code.
    private static readonly (string Begins, DeliveryReason Reason)[] Drops =
    [
        ("Bounced Address", DeliveryReason.SuppressedByProvider),
        ("Spam Reporting Address", DeliveryReason.SuppressedByProvider),
        ("Unsubscribed Address", DeliveryReason.SuppressedByProvider),
        ("Invalid SMTPAPI", DeliveryReason.Other),
        ("Invalid", DeliveryReason.MailboxUnknown),
        ("Spam Content", DeliveryReason.Spam),
    ];

    private static readonly (string Is, DeliveryReason Reason)[] Classifications =
    [
        ("Invalid Address", DeliveryReason.MailboxUnknown),
        ("Content", DeliveryReason.Spam),
        ("Reputation", DeliveryReason.Blocked),
        ("Frequency or Volume Too High", DeliveryReason.Throttled),
    ];

    /// <summary>The reply code that a text begins with, and the enhanced one behind it; a status that says more than that something failed goes before the text's.</summary>
    public static (int? Code, string? Enhanced) Codes(string? status, string? text)
    {
        int? code = null;
        string? enhanced = null;
        if (text is { Length: >= 3 } && (text.Length == 3 || text[3] is ' ' or '-') && int.TryParse(text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 200 and <= 599)
        {
            code = number;
            if (text.Length > 4 && EnhancedStatusCode.TryParsePrefix(text.AsSpan(4).TrimStart(), out var said)) enhanced = said.ToString();
        }

        if (status is null || !EnhancedStatusCode.TryParsePrefix(status, out var given)) return (code, enhanced);
        return (code, given is { Subject: 0, Detail: 0 } ? enhanced ?? given.ToString() : given.ToString());
    }

    /// <summary>The reason of a bounce, a drop or a deferral; of anything else there is none.</summary>
    public static DeliveryReason Of(DeliveryEventKind kind, int? code, string? enhanced, string? text, string? classification, bool isBlock) => kind switch
    {
        DeliveryEventKind.Deferred => DeliveryReasons.Of(code, enhanced, text),
        DeliveryEventKind.Bounced => OfBounce(code, enhanced, text, classification, isBlock),
        DeliveryEventKind.Dropped => OfDrop(code, enhanced, text),
        _ => DeliveryReason.None,
    };

    private static DeliveryReason OfBounce(int? code, string? enhanced, string? text, string? classification, bool isBlock)
    {
        var reason = DeliveryReasons.Of(code, enhanced, text);
        if (reason > DeliveryReason.Other) return reason;
        foreach (var (word, classified) in Classifications)
        {
            if (string.Equals(word, classification, StringComparison.OrdinalIgnoreCase)) return classified;
        }

        return isBlock ? DeliveryReason.Blocked : DeliveryReason.Other;
    }

    private static DeliveryReason OfDrop(int? code, string? enhanced, string? text)
    {
        foreach (var (word, reason) in Drops)
        {
            if (text is not null && text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return reason;
        }

        return DeliveryReasons.Of(code, enhanced, text) is > DeliveryReason.Other and var said ? said : DeliveryReason.Other;
    }
}
