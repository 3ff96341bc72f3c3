namespace Leadmetrics.Peers;

/// <summary>What one verifier made of a message.</summary>
/// <param name="Verifier">Its peer's name.</param>
/// <param name="Signatures">All of the message, in order.</param>
public sealed record DkimVerdict(string Verifier, IReadOnlyList<DkimSignature> Signatures);
