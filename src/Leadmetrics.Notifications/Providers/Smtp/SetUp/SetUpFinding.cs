namespace Leadmetrics.Notifications.Providers.Smtp.SetUp;

/// <summary>A mistake in settings that can be read.</summary>
/// <param name="Field">The property by its JSON path.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record SetUpFinding(string Field, Remedy Remedy)
{
    /// <summary>What was probably meant.</summary>
    public ProviderSuggestion? Suggestion { get; init; }

    /// <summary>Why the settings cannot work, as a phrase behind the field; <see langword="null"/>: they may, and are stored.</summary>
    public string? Refusal { get; init; }

    public ProviderWarning ToWarning() => new(Field, Remedy) { Suggestion = Suggestion };

    public ProviderConfigException ToException() => new(Field, Refusal!) { Remedy = Remedy, Suggestion = Suggestion };
}
