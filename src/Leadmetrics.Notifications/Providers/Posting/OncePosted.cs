namespace Leadmetrics.Notifications.Providers.Posting;

/// <summary>The last handler before the socket: lets each mail out once, whatever the host put before it.</summary>
/// <remarks>
/// A mail is known by its body, which the request carries beside its content, so that copied content does not escape. Once the body began to leave, a second
/// try gets the first answer again, or where there was none, an error. Before that a connection that failed may be tried again.
/// </remarks>
internal sealed class OncePosted(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HttpRequestOptionsKey<PostedBody> Mail = new("Leadmetrics.Notifications.PostedMail");

    private static readonly HttpRequestOptionsKey<bool> NoMail = new("Leadmetrics.Notifications.NoMail");

    /// <summary>Marks a request that carries no mail: it may be made again.</summary>
    public static void MarkWithoutMail(HttpRequestMessage request) => request.Options.Set(NoMail, true);

    /// <summary>Marks a request with the mail that it carries.</summary>
    public static void Mark(HttpRequestMessage request, PostedBody body) => request.Options.Set(Mail, body);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || request.Options.TryGetValue(NoMail, out _)) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = request.Options.TryGetValue(Mail, out var marked) ? marked : request.Content as PostedBody ?? throw new HttpRequestException("A handler of the host copied the request: whether it was sent before cannot be told.");
        if (!body.TryPost()) return body.Answer?.ToResponse(request) ?? throw new HttpRequestException("The mail is posted once, and that was done.");
        try
        {
            var answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            body.Answer = await PostAnswer.KeepAsync(answer, body.HasAnswerText, cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch
        {
            if (!body.HasLeft) body.MayPostAgain();
            throw;
        }
    }
}
