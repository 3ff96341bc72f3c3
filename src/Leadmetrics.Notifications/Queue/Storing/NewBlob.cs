namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>The content of an attachment on its way into a store.</summary>
/// <param name="Sha256">The SHA-256 of the content, 32 octets: its name in the store.</param>
/// <param name="Length">How many octets it has.</param>
/// <param name="OpenAsync">Opens it. Where it gives other octets than it was hashed from, the mail is refused.</param>
public sealed record NewBlob(ReadOnlyMemory<byte> Sha256, long Length, Func<CancellationToken, ValueTask<Stream>> OpenAsync);
