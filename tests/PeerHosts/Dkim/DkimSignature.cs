namespace Leadmetrics.Peers;

/// <summary>What a verifier made of one DKIM-Signature field.</summary>
/// <param name="Valid">Whether it verifies.</param>
/// <param name="Reason">Why it does not, in the verifier's words; null where it does.</param>
/// <param name="Domain">Who signed, where that could be read.</param>
/// <param name="Selector">By which key, where that could be read.</param>
/// <param name="Headers">The names of the signed fields, in lower case and in the signature's order; mailauth tells only those that are there.</param>
public sealed record DkimSignature(bool Valid, string? Reason, string? Domain, string? Selector, IReadOnlyList<string> Headers);
