namespace Leadmetrics.Notifications.Providers;

/// <summary>Short forms over <see cref="IEmailProvider"/>.</summary>
public static class EmailProviderExtensions
{
    /// <summary>Sends a message at once, with an identity minted for this one call.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="message">The message.</param>
    /// <param name="messageIdDomain">The right side of the Message-ID: a domain of the sender's.</param>
    /// <param name="timeProvider">The clock of the Date field; <see langword="null"/>: the system's.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The result, where at least one recipient was accepted.</returns>
    /// <exception cref="EmailDeliveryException">Nobody was reached, or nobody knows.</exception>
    /// <exception cref="EmailMessageException">A field of the message is wrong.</exception>
    public static Task<EmailSendResult> SendAsync(
        this IEmailProvider provider, EmailMessage message, string messageIdDomain, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        return provider.SendAsync(EmailSubmission.Create(message, MessageIds.Mint(messageIdDomain), now), cancellationToken);
    }
}
