namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The tenant has no provider of that id.</summary>
/// <param name="id">The id asked for.</param>
public sealed class ProviderNotFoundException(Guid id) : Exception($"The tenant has no provider {id}.")
{
    /// <summary>The id asked for.</summary>
    public Guid Id { get; } = id;
}
