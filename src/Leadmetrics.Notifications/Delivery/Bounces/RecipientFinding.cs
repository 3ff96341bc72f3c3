namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Makes an entry of a report out of what was said of a recipient.</summary>
internal static class RecipientFinding
{
    private const int MaxText = 1000;

    /// <summary>The entry of a recipient.</summary>
    /// <param name="recipient">The address.</param>
    /// <param name="action">What was done; <see langword="null"/>: what the codes say.</param>
    /// <param name="status">The Status field's code.</param>
    /// <param name="said">What the server said.</param>
    public static BouncedRecipient? Of(string recipient, BounceAction? action, string? status, string? said)
    {
        var text = MailText.Printable(said, MaxText);
        var code = DiagnosticCodes.Reply(text);
        var enhanced = Better(status, text);
        action ??= ((enhanced?[0]) ?? FirstDigit(code)) switch
        {
            '5' => BounceAction.Failed,
            '4' => BounceAction.Delayed,
            '2' => BounceAction.Delivered,
            _ => null,
        };
        if (action is null) return null;
        return new BouncedRecipient
        {
            Recipient = recipient,
            Action = action.Value,
            EnhancedCode = enhanced,
            Code = code,
            DiagnosticText = text,
            Reason = action is BounceAction.Failed or BounceAction.Delayed ? DeliveryReasons.Of(code, enhanced, text) is var reason and not DeliveryReason.None ? reason : DeliveryReason.Other : DeliveryReason.None,
        };
    }

    // A Status that says no more than its subject gives way to what the refusing server itself said, within its class: a delay does not become a failure by a quotation.
    private static string? Better(string? status, string? text)
    {
        if (status is null) return DiagnosticCodes.Enhanced(text);
        if (!DiagnosticCodes.IsGeneral(status)) return status;
        return DiagnosticCodes.Enhanced(text, status[0]) is { } said && !DiagnosticCodes.IsGeneral(said) ? said : status.EndsWith(".0.0", StringComparison.Ordinal) ? DiagnosticCodes.Enhanced(text, status[0]) ?? status : status;
    }

    private static char? FirstDigit(int? code) => code is { } given ? (char)('0' + (given / 100)) : null;
}
