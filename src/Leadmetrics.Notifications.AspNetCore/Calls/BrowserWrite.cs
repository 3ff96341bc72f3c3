using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Keeps other sites from writing with a browser's own credentials.</summary>
/// <remarks>
/// A browser adds cookies, passwords of the host and client certificates to whatever page asks for it, but a header of ours only for pages of ours, or of sites that the host's CORS policy lets. A program
/// that names its key itself sends none of the marks below, and needs no header.
/// </remarks>
internal static class BrowserWrite
{
    public const string Header = "X-Notifications-Request";

    private static readonly string[] Ambient = ["Basic ", "Digest ", "Negotiate ", "NTLM "];

    /// <exception cref="ProblemException">A browser may have been made to send it.</exception>
    public static void Check(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.ContainsKey(Header) || !MayBeABrowser(context)) return;
        throw new ProblemException(ProblemTypes.HeaderMissing, $"A write from a browser carries the header {Header}, with any value.") { Field = Header };
    }

    private static bool MayBeABrowser(HttpContext context)
    {
        var headers = context.Request.Headers;
        var authorization = headers.Authorization.ToString();
        return headers.Cookie.Count > 0
            || headers.Origin.Count > 0
            || headers.ContainsKey("Sec-Fetch-Site")
            || context.Connection.ClientCertificate is not null
            || Ambient.Any(scheme => authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }
}
