using System.Net.Http.Headers;
using Leadmetrics.Notifications.Providers.Posting;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>The body of one send request, measured before.</summary>
internal sealed class SesBody : PostedBody
{
    public const string MediaType = "application/json";

    private readonly SesPayload _payload;

    public SesBody(SesPayload payload, Func<CancellationToken, ValueTask>? gate)
        : base(gate)
    {
        _payload = payload;
        Headers.ContentType = new MediaTypeHeaderValue(MediaType);
    }

    // The mail's id.
    public override bool HasAnswerText => true;

    protected override bool TryComputeLength(out long length)
    {
        length = _payload.Length;
        return true;
    }

    protected override ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken) => _payload.WriteToAsync(stream, cancellationToken);
}
