namespace Leadmetrics.Peers;

/// <summary>A body of events that Node signed, and what SendGrid's own library says of it.</summary>
/// <param name="Spoiled">What was spoiled after it was signed; <c>nothing</c> where it was left alone.</param>
/// <param name="PublicKey">The key, as SendGrid shows it.</param>
/// <param name="Timestamp">The timestamp's header.</param>
/// <param name="Signature">The signature's header.</param>
/// <param name="Body">The body.</param>
/// <param name="Taken">Whether SendGrid's library takes it.</param>
public sealed record SignedEvents(string Spoiled, string PublicKey, string Timestamp, string Signature, byte[] Body, bool Taken);
