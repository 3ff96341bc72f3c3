using System.Net.Http.Headers;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Asks a provider for a token, once, and brings back what came of it.</summary>
/// <remarks>A base address is that of who plays the provider in a test: only ever the operator's.</remarks>
internal sealed class TokenEndpoint(ITokenAuthority authority, Uri? baseAddress, IHttpClientFactory clients, TimeProvider timeProvider)
{
    private const int MaxAnswer = 64 * 1024;

    /// <summary>How long one request may take, its answer included.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Uri _address = baseAddress is null ? authority.Address : new Uri($"{baseAddress.AbsoluteUri.TrimEnd('/')}{authority.Address.AbsolutePath}");

    public string Name => authority.Name;

    /// <summary>Asks. Nothing is thrown: what breaks is a failure.</summary>
    public async Task<TokenAnswer> AskAsync(string? refreshToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, timeProvider);
        try
        {
            using var request = TokenPost.Of(_address, new TokenContent(authority.Form(refreshToken, timeProvider.GetUtcNow())));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var client = clients.CreateClient(OAuthHttp.ClientName);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            return TokenAnswer.Read(Name, answer.StatusCode, await ReadAsync(answer, deadline.Token).ConfigureAwait(false), RetryAfter(answer));
        }
        catch (OperationCanceledException)
        {
            return TokenAnswer.Failed(TokenFailures.Unavailable(Name, "it did not answer in time"));
        }
        catch (HttpRequestException broken)
        {
            return TokenAnswer.Failed(TokenFailures.Unavailable(Name, broken.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "its name does not resolve",
                HttpRequestError.SecureConnectionError => "the TLS handshake failed",
                HttpRequestError.ConnectionError => "it cannot be reached",
                _ => "the connection was lost",
            }));
        }
        catch (IOException)
        {
            return TokenAnswer.Failed(TokenFailures.Unavailable(Name, "the connection was lost"));
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MaxAnswer + 1];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return read > MaxAnswer ? null : buffer.AsMemory(0, read);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        if (answer.Headers.RetryAfter?.Delta is { } delta) return delta;
        if (answer.Headers.RetryAfter?.Date is not { } date) return null;
        var wait = date - timeProvider.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
