namespace Leadmetrics.Notifications.Deliverability;

/// <summary>Looks up whether a domain's DNS lets its mail arrive: SPF, DKIM, DMARC and MX. Safe for concurrent use.</summary>
public interface IDomainChecker
{
    /// <summary>Asks DNS and judges what it says; connects to nothing but the resolvers, and takes 10 seconds at most.</summary>
    /// <param name="question">What to check.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was found; trouble with DNS is a value.</returns>
    /// <exception cref="DomainQuestionException">The domain is none that could be registered, or another part of the question is wrong; nothing was asked.</exception>
    Task<DomainReport> CheckAsync(DomainQuestion question, CancellationToken cancellationToken = default);
}
