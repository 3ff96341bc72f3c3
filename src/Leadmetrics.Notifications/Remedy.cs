namespace Leadmetrics.Notifications;

/// <summary>What a tenant admin can do about a failure.</summary>
/// <param name="Code">Stable, for programs and translations, for example <c>port-expects-implicit-tls</c>.</param>
/// <param name="Sentence">One sentence in English.</param>
public sealed record Remedy(string Code, string Sentence);
