namespace Leadmetrics.Notifications.Providers;

/// <summary>Settings that are stored although they look wrong.</summary>
/// <param name="Field">The property by its JSON path.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ProviderWarning(string Field, Remedy Remedy)
{
    /// <summary>What was probably meant.</summary>
    /// <value><see langword="null"/>: nobody can tell.</value>
    public ProviderSuggestion? Suggestion { get; init; }
}
