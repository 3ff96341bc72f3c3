using System.Net;
using System.Text;

namespace Leadmetrics.Notifications.Providers.Posting;

/// <summary>A provider's answer to a mail, kept so that it can be given again.</summary>
internal sealed class PostAnswer
{
    private const int MaxText = 64 * 1024;

    private readonly HttpStatusCode _status;
    private readonly string? _reason;
    private readonly KeyValuePair<string, IEnumerable<string>>[] _headers;
    private readonly byte[] _text;

    private PostAnswer(HttpResponseMessage answer, byte[] text)
    {
        _status = answer.StatusCode;
        _reason = answer.ReasonPhrase;
        _headers = [.. answer.Headers];
        _text = text;
    }

    /// <summary>Takes note of an answer; its text may be read once more.</summary>
    public static async Task<PostAnswer> KeepAsync(HttpResponseMessage answer, bool hasText, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode && !hasText) return new PostAnswer(answer, []);
        var text = await ReadWhatComesAsync(answer, cancellationToken).ConfigureAwait(false);
        answer.Content.Dispose();
        answer.Content = new ByteArrayContent(text);
        return new PostAnswer(answer, text);
    }

    /// <summary>At most 64 KiB of the text.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ReadBytesAsync(answer, cancellationToken).ConfigureAwait(false));

    public HttpResponseMessage ToResponse(HttpRequestMessage request)
    {
        var again = new HttpResponseMessage(_status) { ReasonPhrase = _reason, RequestMessage = request, Content = new ByteArrayContent(_text) };
        foreach (var (name, values) in _headers) again.Headers.TryAddWithoutValidation(name, values);
        return again;
    }

    // The status decides; an explanation, or an id, that is cut off on its way takes nothing from it.
    private static async Task<byte[]> ReadWhatComesAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadBytesAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException)
        {
            return [];
        }
    }

    private static async Task<byte[]> ReadBytesAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MaxText];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return buffer[..read];
        }
    }
}
