namespace Leadmetrics.Notifications.Tenancy.Erasing;

/// <summary>Removes what is stored of tenants and of recipients, for good. Safe for concurrent use.</summary>
/// <remarks>Every method throws <see cref="StoreException"/> where the store cannot answer. An erasure may then, and where it is cancelled, have been made in part: call it again; when it has ended, nothing is left. Backups of the database are its operator's.</remarks>
public interface IErasure
{
    /// <summary>Removes everything that is stored of a tenant, and ends its connections on this host; running sends finish.</summary>
    /// <remarks>
    /// Its queued mail is stopped first and goes with the rest; where the call ends before its time, the tenant's mail stays stopped until it is called again, or the mail is resumed.
    /// Other hosts may send by the route that they hold until <see cref="ResolverOptions.TimeToLive"/> has passed. No trace of what was erased is kept, so what the platform's webhook
    /// brings of the tenant's mails from then on (an open, a post that SendGrid repeats) is stored anew. Where nothing may be left: erase again when the mails have come to rest,
    /// 48 hours later (<c>Webhooks:MaxAge</c>) at the earliest.
    /// </remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    Task<ErasedTenant> EraseTenantAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Removes what is stored of a recipient of a tenant's, however the address is spelt: upper and lower case, the domain in its own script or in ASCII.</summary>
    /// <remarks>
    /// Its events, how far mails to it had come, and its entries of the suppression list go; of other recipients' events and entries the texts that hold the address (what a server said,
    /// a link, metadata, the event as the provider wrote it, a note), and last errors of provider rows. It reads all of the tenant's events for that, and takes its time.
    /// Queued mail for the recipient alone goes, with its key and the attachments that no other mail of the tenant has; of mail to several the recipient is not open any more, its body stays until the mail is settled and goes with the next erasure. What a worker
    /// holds at the moment may go out, and leave a trace: erase again.
    /// No trace of what was erased is kept, so what is posted from then on is stored anew: an event that SendGrid repeats within <c>Webhooks:MaxAge</c> (48 hours), or a later one, brings
    /// back the recipient and an entry that follows from it. Take the address off SendGrid's own lists and send it no more, and erase again after 48 hours.
    /// </remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recipient">The recipient; the name does not matter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="EmailMessageException">The address is not one.</exception>
    Task<ErasedRecipient> EraseRecipientAsync(TenantId tenant, EmailAddress recipient, CancellationToken cancellationToken = default);
}
