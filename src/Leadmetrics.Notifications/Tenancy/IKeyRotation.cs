namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Brings what is sealed in all tenants' rows under the active key, while hosts go on serving, editing and testing.</summary>
/// <remarks>
/// <para>How a key is replaced: give every host the new key beside the old one (<c>DecryptOnly</c>); make the new one active and the old one <c>DecryptOnly</c> on
/// every host, or <c>Compromised</c>; rotate; take the old one away. Every row is readable at every moment where both keys are.</para>
/// <para>A run that was ended midway, however, is just started again. Two at once do the same work twice, and no harm.</para>
/// </remarks>
public interface IKeyRotation
{
    /// <summary>Goes over all rows until nothing is left to do.</summary>
    /// <param name="progress">Told after each page of rows, on the thread that does the work.</param>
    /// <param name="cancellationToken">Ends the run between two pages, or within one, of which then all is written or nothing.</param>
    /// <returns>What was done, and the rows that cannot be opened, which are left as they are.</returns>
    /// <exception cref="StoreException">The store or the key provider cannot answer: the run ends, what was done so far stays done, and it is just started again.</exception>
    Task<RotationResult> RotateAsync(IProgress<RotationProgress>? progress = null, CancellationToken cancellationToken = default);
}
