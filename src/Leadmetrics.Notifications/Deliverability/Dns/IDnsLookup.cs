namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>Answers questions: the one way by which the checks see DNS.</summary>
internal interface IDnsLookup
{
    /// <summary>Asks for the records of a name; whatever goes wrong is a value.</summary>
    /// <param name="name">In ASCII, without the last dot.</param>
    /// <param name="type">Of which type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller did not wait for the answer.</exception>
    Task<DnsAnswer> LookupAsync(string name, DnsType type, CancellationToken cancellationToken);
}
