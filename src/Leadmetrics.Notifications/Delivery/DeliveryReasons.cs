namespace Leadmetrics.Notifications.Delivery;

/// <summary>Finds the one word for what a receiver said. Pure, and linear in the text's length.</summary>
/// <remarks>
/// What an exact enhanced code says wins. Codes that receivers give for anything (x.y.0, 5.7.1, all of x.4, …) are refined by words, in the order of <see cref="ReasonWords"/>; what
/// no word explains is what the code's subject says, or the reply code.
/// </remarks>
internal static class DeliveryReasons
{
    private const int MaxText = 1000;

    // RFC 3463, the registry of enhanced status codes, and what large receivers say that they mean: subject and detail, whatever the class.
    private static readonly Dictionary<string, DeliveryReason> Exact = new(StringComparer.Ordinal)
    {
        ["1.1"] = DeliveryReason.MailboxUnknown,
        ["1.2"] = DeliveryReason.DomainUnknown,
        ["1.3"] = DeliveryReason.MailboxUnknown,
        ["1.6"] = DeliveryReason.MailboxUnknown,
        ["1.7"] = DeliveryReason.Blocked,
        ["1.8"] = DeliveryReason.Blocked,
        ["1.20"] = DeliveryReason.MailboxUnknown,
        ["2.1"] = DeliveryReason.MailboxDisabled,
        ["2.2"] = DeliveryReason.MailboxFull,
        ["2.3"] = DeliveryReason.TooLarge,
        ["2.252"] = DeliveryReason.Blocked,
        ["3.1"] = DeliveryReason.SystemFailure,
        ["3.4"] = DeliveryReason.TooLarge,
        ["3.5"] = DeliveryReason.SystemFailure,
        ["4.7"] = DeliveryReason.Expired,
        ["4.14"] = DeliveryReason.Unreachable,
        ["4.300"] = DeliveryReason.Expired,
        ["4.310"] = DeliveryReason.DomainUnknown,
        ["4.312"] = DeliveryReason.Unreachable,
        ["4.316"] = DeliveryReason.Expired,
        ["5.3"] = DeliveryReason.Throttled,
        ["7.20"] = DeliveryReason.SenderNotAuthenticated,
        ["7.21"] = DeliveryReason.SenderNotAuthenticated,
        ["7.22"] = DeliveryReason.SenderNotAuthenticated,
        ["7.23"] = DeliveryReason.SenderNotAuthenticated,
        ["7.24"] = DeliveryReason.SenderNotAuthenticated,
        ["7.25"] = DeliveryReason.SenderNotAuthenticated,
        ["7.26"] = DeliveryReason.SenderNotAuthenticated,
        ["7.350"] = DeliveryReason.Spam,
        ["7.501"] = DeliveryReason.Blocked,
        ["7.502"] = DeliveryReason.Blocked,
        ["7.503"] = DeliveryReason.Blocked,
        ["7.509"] = DeliveryReason.SenderNotAuthenticated,
        ["7.515"] = DeliveryReason.SenderNotAuthenticated,
        ["7.606"] = DeliveryReason.Blocked,
        ["7.708"] = DeliveryReason.Blocked,
    };

    /// <summary>The reason of a refusal.</summary>
    /// <param name="code">The reply code, where there is one.</param>
    /// <param name="enhancedCode">The enhanced status code, where there is one.</param>
    /// <param name="text">What was said, where something was; its first 1,000 characters count.</param>
    /// <returns><see cref="DeliveryReason.None"/>: nothing was refused.</returns>
    public static DeliveryReason Of(int? code, string? enhancedCode, string? text)
    {
        if (enhancedCode is ['2', ..] || (enhancedCode is null && code is >= 200 and < 400)) return DeliveryReason.None;
        if (code is null && enhancedCode is null && string.IsNullOrWhiteSpace(text)) return DeliveryReason.None;
        var said = text.AsSpan(0, Math.Min(text?.Length ?? 0, MaxText));
        if (enhancedCode is not (['4' or '5', '.', ..])) return ReasonWords.Find(said) ?? OfReply(code);
        var detail = enhancedCode[2..];
        return Divided(enhancedCode, detail, said) ?? (Exact.TryGetValue(detail, out var exact) ? exact : ReasonWords.Find(said) ?? OfSubject(enhancedCode, detail));
    }

    // Codes that two parties use for different things; the words tell who speaks.
    private static DeliveryReason? Divided(string enhancedCode, string detail, ReadOnlySpan<char> said) => detail switch
    {
        // RFC 7505: the domain takes no mail. Exchange: the directory does not know the recipient.
        "1.10" => said.Contains("resolver", StringComparison.OrdinalIgnoreCase) || said.Contains("recipient", StringComparison.OrdinalIgnoreCase) && !said.Contains("null", StringComparison.OrdinalIgnoreCase)
            ? DeliveryReason.MailboxUnknown
            : DeliveryReason.DomainUnknown,

        // Gmail turns mailboxes away for a while under this one; for good it is 5.2.1 everywhere.
        "2.1" when enhancedCode[0] == '4' => ReasonWords.Find(said) is DeliveryReason.Throttled or DeliveryReason.Greylisted or DeliveryReason.MailboxFull ? ReasonWords.Find(said) : DeliveryReason.MailboxDisabled,

        // Exchange Online's edge: the directory does not know the recipient.
        "4.1" when said.Contains("access denied", StringComparison.OrdinalIgnoreCase) || said.Contains("recipient address rejected", StringComparison.OrdinalIgnoreCase) => DeliveryReason.MailboxUnknown,

        // "System not accepting messages" is told for the moment to who sends too much, and for good by a machine that does not take mail.
        "3.2" when enhancedCode[0] == '4' => DeliveryReason.Throttled,
        _ => null,
    };

    private static DeliveryReason OfSubject(string enhancedCode, string detail) => detail switch
    {
        "7.0" when enhancedCode[0] == '4' => DeliveryReason.Throttled,
        ['3', '.', ..] => DeliveryReason.SystemFailure,
        ['4', '.', ..] => DeliveryReason.Unreachable,
        ['7', '.', ..] => DeliveryReason.Blocked,
        _ => DeliveryReason.Other,
    };

    private static DeliveryReason OfReply(int? code) => code switch
    {
        452 => DeliveryReason.SystemFailure,
        552 => DeliveryReason.MailboxFull,
        _ => DeliveryReason.Other,
    };
}
