namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The last handler before the socket: lets each request for a token out once, whatever the host put before it.</summary>
/// <remarks>
/// A request is known by its form, which stands beside its content, too, so that copied content does not escape. A second try would send a refresh token that the
/// first may have used up.
/// </remarks>
internal sealed class TokenPost(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HttpRequestOptionsKey<TokenContent> Form = new("Leadmetrics.Notifications.TokenForm");

    /// <summary>A request that this handler knows again.</summary>
    public static HttpRequestMessage Of(Uri address, TokenContent form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        request.Options.Set(Form, form);
        return request;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = request.Options.TryGetValue(Form, out var marked) ? marked : request.Content as TokenContent ?? throw new HttpRequestException("A handler of the host copied the request: whether it was sent before cannot be told.");
        if (!form.TrySend()) throw new HttpRequestException("The token is asked for once, and that was done.");
        return base.SendAsync(request, cancellationToken);
    }
}
