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
        if (IsMadeOfReply(status, code, text)) status = null;
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

    // Some servers make the Status of a reply code that came without an enhanced one (sendmail: 5.1.1 of every 550, 5.1.6 of 551, 5.1.3 of 553). Words that speak of something else know better.
    private static bool IsMadeOfReply(string? status, int? code, string? text) =>
        status is [_, '.', '1' or '2', '.', ..]
        && code / 100 == status[0] - '0'
        && ReasonWords.Find(text) is { } told and not (DeliveryReason.MailboxUnknown or DeliveryReason.MailboxDisabled or DeliveryReason.DomainUnknown)
        && told != DeliveryReasons.Of(code, status, text);

    // A Status that says no more than its subject gives way to what the refusing server itself said, within its class and subject: a delay does not become a failure by a quotation,
    // nor a refusal by policy a mailbox that does not exist.
    private static string? Better(string? status, string? text)
    {
        var stated = DiagnosticCodes.Stated(text);
        var known = status is null || (IsUndefined(status) && stated?[0] == status[0]) ? stated : status;
        if (known is null) return Elsewhere(text, code => !DiagnosticCodes.IsGeneral(code)) ?? Elsewhere(text, _ => true);
        if (!DiagnosticCodes.IsGeneral(known)) return known;
        return stated is not null && Refines(stated, known) ? stated : Elsewhere(text, code => Refines(code, known)) ?? known;
    }

    // What is quoted or linked to says nothing of this mailbox.
    private static string? Elsewhere(string? text, Func<string, bool> fits) =>
        DiagnosticCodes.All(text).FirstOrDefault(code => fits(code) && !code.StartsWith("5.1.", StringComparison.Ordinal) && code != "5.2.1");

    private static bool IsUndefined(string code) => code.AsSpan(1).StartsWith(".0.", StringComparison.Ordinal);

    private static bool Refines(string code, string general) => !DiagnosticCodes.IsGeneral(code) && code.AsSpan(0, 4).SequenceEqual(general.AsSpan(0, Math.Min(4, general.Length)));

    private static char? FirstDigit(int? code) => code is { } given ? (char)('0' + (given / 100)) : null;
}
