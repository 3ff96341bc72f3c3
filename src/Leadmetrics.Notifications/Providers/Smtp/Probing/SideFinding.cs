namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>What a look at the host explains.</summary>
/// <param name="Kind">What kind of failure it was in truth.</param>
/// <param name="Sentence">What was found, as a sentence that a tenant may read.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record SideFinding(FailureKind Kind, string Sentence, Remedy Remedy)
{
    /// <summary>Whether nothing that the server may still do would change it. Otherwise a connect that goes on is waited for: slow is not broken.</summary>
    public bool IsCertain { get; init; }
}
