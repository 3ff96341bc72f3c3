namespace Leadmetrics.Notifications.Deliverability.Spf;

/// <summary>One term of a record (RFC 7208 section 4.6.1).</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Name">The mechanism's or modifier's name in lower case.</param>
/// <param name="Qualifier"><c>+</c> where none was written.</param>
/// <param name="Domain">The domain that it names, in lower case; <see langword="null"/>: none, or it is made by macros.</param>
internal sealed record SpfTerm(string Text, string Name, char Qualifier, string? Domain)
{
    public bool IsModifier { get; init; }

    public bool HasMacros { get; init; }

    /// <summary>Whether it names a network that everybody is in: one with the prefix 0.</summary>
    public bool IsEverybody { get; init; }

    /// <summary>Whether it makes receivers ask DNS (RFC 7208 section 4.6.4).</summary>
    public bool TakesLookup => Name is "include" or "a" or "mx" or "ptr" or "exists" or "redirect";
}
