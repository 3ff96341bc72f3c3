using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Reads bodies strictly: what is not known, has another type, stands twice or is too much is refused, and named.</summary>
internal static class BodyReader
{
    /// <summary>Reads a body; where there is none, an empty object.</summary>
    /// <exception cref="ProblemException">It is not what it has to be.</exception>
    public static async Task<T> ReadOrEmptyAsync<T>(HttpContext context, JsonTypeInfo<T> type, long most)
        where T : class, new() =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || context.Request.ContentLength == 0 ? new T() : await ReadAsync(context, type, most).ConfigureAwait(false);

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProblemException">It is not what it has to be.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, long most)
        where T : class
    {
        var request = context.Request;
        if (!request.HasJsonContentType()) throw new ProblemException(ProblemTypes.MediaType, "The body is JSON, and its Content-Type is application/json.") { Field = "Content-Type" };
        if (request.ContentLength > most) throw BoundedBody.TooLarge(most);

        // The server's own bound is the host's for other routes.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound && bound.MaxRequestBodySize < most) bound.MaxRequestBodySize = most;
        var body = new BoundedBody(request.Body, most);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                return await JsonSerializer.DeserializeAsync(body, type, context.RequestAborted).ConfigureAwait(false) ?? throw new ProblemException(ProblemTypes.MalformedJson, "The body is null.");
            }
            catch (JsonException wrong)
            {
                throw JsonProblems.Of(wrong, "");
            }
            catch (BadHttpRequestException broken)
            {
                throw broken.StatusCode == StatusCodes.Status413PayloadTooLarge ? BoundedBody.TooLarge(most) : new ProblemException(ProblemTypes.MalformedJson, "The body ended early.");
            }
        }
    }
}
