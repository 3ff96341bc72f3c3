namespace Leadmetrics.Notifications.Providers;

/// <summary>A provider's settings were refused; nothing was stored.</summary>
public sealed class ProviderConfigException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="field">The property by its JSON path, for example <c>tls.mode</c>.</param>
    /// <param name="reason">A phrase that follows the field, for example "is missing"; holds no secret.</param>
    public ProviderConfigException(string field, string reason)
        : base($"{field} {reason}")
    {
        Field = field;
        Reason = reason;
    }

    /// <summary>The property by its JSON path.</summary>
    public string Field { get; }

    /// <summary>A phrase that follows the field.</summary>
    public string Reason { get; }

    /// <summary>What to do about it.</summary>
    /// <value><see langword="null"/>: the reason says all.</value>
    public Remedy? Remedy { get; init; }

    /// <summary>What was probably meant.</summary>
    /// <value><see langword="null"/>: nobody can tell.</value>
    public ProviderSuggestion? Suggestion { get; init; }
}
