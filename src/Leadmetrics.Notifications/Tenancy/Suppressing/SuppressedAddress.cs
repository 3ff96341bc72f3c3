using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>The one spelling of an address on suppression lists.</summary>
/// <remarks>Local parts are the receiver's to compare, but none that matters tells upper from lower case: here two spellings are one recipient.</remarks>
public static class SuppressedAddress
{
    /// <summary>The spelling of an address.</summary>
    /// <param name="address">The address; its name does not matter.</param>
    /// <returns>Lower case, the domain in ASCII.</returns>
    /// <exception cref="EmailMessageException">The address is not one.</exception>
    public static string Of(EmailAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Of(address.ToMailbox("address"));
    }

    /// <summary>The spelling of a mailbox.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <returns>Lower case, the domain in ASCII.</returns>
    public static string Of(Mailbox mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        return mailbox.ToString().ToLowerInvariant();
    }
}
