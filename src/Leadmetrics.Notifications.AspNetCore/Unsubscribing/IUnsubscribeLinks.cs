namespace Leadmetrics.Notifications.AspNetCore.Unsubscribing;

/// <summary>Makes the links by which a recipient leaves a tenant's list with one click. Safe for concurrent use.</summary>
public interface IUnsubscribeLinks
{
    /// <summary>What to put into <see cref="EmailMessage.ListUnsubscribe"/> of a message to one recipient. Following it takes the recipient off bulk mail; other mail still arrives.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recipient">The recipient; whoever has the link can use it.</param>
    /// <returns>The field, with the link.</returns>
    /// <exception cref="InvalidOperationException">The host has no <c>Unsubscribe:BaseAddress</c>, or no keys.</exception>
    /// <exception cref="EmailMessageException">The recipient is no address.</exception>
    ListUnsubscribe Create(TenantId tenant, EmailAddress recipient);
}
