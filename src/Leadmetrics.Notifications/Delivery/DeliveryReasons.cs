namespace Leadmetrics.Notifications.Delivery;

/// <summary>Finds the one word for what a receiver said. Pure.</summary>
internal static class DeliveryReasons
{
    // RFC 3463 and the registry of enhanced status codes: subject and detail, whatever the class.
    private static readonly Dictionary<string, DeliveryReason> ByDetail = new(StringComparer.Ordinal)
    {
        ["1.1"] = DeliveryReason.MailboxUnknown,
        ["1.2"] = DeliveryReason.DomainUnknown,
        ["1.3"] = DeliveryReason.MailboxUnknown,
        ["1.6"] = DeliveryReason.MailboxUnknown,
        ["1.10"] = DeliveryReason.DomainUnknown,
        ["2.1"] = DeliveryReason.MailboxDisabled,
        ["2.2"] = DeliveryReason.MailboxFull,
        ["2.3"] = DeliveryReason.TooLarge,
        ["3.4"] = DeliveryReason.TooLarge,
        ["4.7"] = DeliveryReason.Expired,
        ["7.20"] = DeliveryReason.SenderNotAuthenticated,
        ["7.21"] = DeliveryReason.SenderNotAuthenticated,
        ["7.22"] = DeliveryReason.SenderNotAuthenticated,
        ["7.23"] = DeliveryReason.SenderNotAuthenticated,
        ["7.24"] = DeliveryReason.SenderNotAuthenticated,
        ["7.25"] = DeliveryReason.SenderNotAuthenticated,
        ["7.26"] = DeliveryReason.SenderNotAuthenticated,
    };

    /// <summary>The reason of a refusal.</summary>
    /// <param name="code">The reply code, where there is one.</param>
    /// <param name="enhancedCode">The enhanced status code, where there is one.</param>
    /// <param name="text">What was said, where something was.</param>
    public static DeliveryReason Of(int? code, string? enhancedCode, string? text)
    {
        if (enhancedCode is ['4' or '5', '.', ..])
        {
            if (ByDetail.TryGetValue(enhancedCode[2..], out var reason)) return reason;
            if (enhancedCode[2] == '7') return DeliveryReason.Blocked;
            if (enhancedCode[2] == '4') return DeliveryReason.Unreachable;
            if (enhancedCode[2] == '3') return DeliveryReason.SystemFailure;
        }

        return code is null && text is null ? DeliveryReason.None : DeliveryReason.Other;
    }
}
