using System.Net;
using System.Runtime.ExceptionServices;

namespace Leadmetrics.Notifications.Providers.Posting;

/// <summary>The body of one request that sends a mail: written once or not at all, whatever handlers the host puts before the socket.</summary>
/// <remarks>
/// The gate is awaited once, before the first byte goes out: an HTTP body has no final dot, so all of it lies behind the point of no return. From the moment the gate
/// is asked the body is spent. States: fresh → spent (the gate was asked) → left, or refused (the gate threw: nothing left), or unfinished (what we threw in the middle of it:
/// nobody takes half a body).
/// </remarks>
/// <param name="gate">The submission's gate.</param>
internal abstract class PostedBody(Func<CancellationToken, ValueTask>? gate) : HttpContent
{
    private int _isSpent;
    private int _isPosted;

    /// <summary>Whether the provider may have seen the mail, or may yet.</summary>
    public bool HasLeft => Volatile.Read(ref _isSpent) != 0 && Refused is null;

    /// <summary>Whether the text of a success says something, such as the provider's id of the mail; it is waited for then.</summary>
    public virtual bool HasAnswerText => false;

    /// <summary>What the provider answered.</summary>
    public PostAnswer? Answer { get; set; }

    /// <summary>What the gate threw: the HTTP client may wrap it, and it is the caller's.</summary>
    public ExceptionDispatchInfo? Refused { get; private set; }

    /// <summary>What we threw while the body was written, such as that of an attachment that cannot be read: the provider took nothing, whatever the host's handlers make of it.</summary>
    public ExceptionDispatchInfo? Unfinished { get; private set; }

    /// <summary>Claims the one POST.</summary>
    public bool TryPost() => Interlocked.Exchange(ref _isPosted, 1) == 0;

    /// <summary>Gives the POST back where nothing of it left.</summary>
    public void MayPostAgain() => Volatile.Write(ref _isPosted, 0);

    /// <summary>Writes the octets.</summary>
    protected abstract ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected sealed override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isSpent, 1) != 0) throw new HttpRequestException("The mail is written once, and that was done.");
        try
        {
            if (gate is not null) await gate(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refused)
        {
            Refused = ExceptionDispatchInfo.Capture(refused);
            throw;
        }

        try
        {
            await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception ours) when (ours is EmailMessageException or EmailDeliveryException)
        {
            Unfinished = ExceptionDispatchInfo.Capture(ours);
            throw;
        }
    }
}
