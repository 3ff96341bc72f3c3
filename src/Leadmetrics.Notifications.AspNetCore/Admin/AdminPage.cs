using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore.Admin;

/// <summary>Serves the page out of the assembly. Nothing of it comes from elsewhere, and its policy says so to the browser.</summary>
internal sealed partial class AdminPage(string api)
{
    private const string Index = "index.html";
    private const string ApiPlace = "{{api}}";
    private const int MaxFiles = 100;
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private readonly ConcurrentDictionary<(string Name, string Base), PageFile?> _files = new();

    public IResult Get(HttpContext context, string? file)
    {
        // What the page names stands beside it.
        if (string.IsNullOrEmpty(file) && !context.Request.Path.Value!.EndsWith('/')) return TypedResults.Redirect($"{context.Request.PathBase}{context.Request.Path}/{context.Request.QueryString}");
        var name = string.IsNullOrEmpty(file) ? Index : file;
        return Find(name, context.Request.PathBase) is { } found ? new Answer(found) : TypedResults.NotFound();
    }

    private PageFile? Find(string name, PathString pathBase)
    {
        // Only the first page knows where the API is; a file that does not exist is not remembered.
        var key = (name, name == Index ? pathBase.Value ?? "" : "");
        if (_files.TryGetValue(key, out var known)) return known;
        if (PageFile.Read(name) is not { } octets) return null;
        if (name == Index) octets = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(octets).Replace(ApiPlace, HtmlEncoder.Default.Encode($"{pathBase}{api}"), StringComparison.Ordinal));
        var file = PageFile.Of(name, octets);

        // A path base may be a proxy's word, and so a caller's: not every one is remembered.
        if (_files.Count < MaxFiles) _files.TryAdd(key, file);
        return file;
    }

    /// <summary>A file, in the smallest form that the browser takes.</summary>
    private sealed partial class Answer(PageFile file) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var (request, headers) = (httpContext.Request, httpContext.Response.Headers);
            headers.CacheControl = "no-cache";
            headers.Vary = "Accept-Encoding";
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            var accepts = request.Headers.AcceptEncoding.ToString();
            var (octets, encoding) = Takes(accepts, "br") ? (file.Brotli, "br") : Takes(accepts, "gzip") ? (file.Gzip, "gzip") : (file.Plain, null);

            // What is encoded otherwise is another representation (RFC 9110 section 8.8.3.3).
            var tag = $"\"{file.Hash}{encoding}\"";
            headers.ETag = tag;
            if (request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
            {
                httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            headers.ContentType = file.ContentType;
            if (encoding is not null) headers.ContentEncoding = encoding;
            headers.ContentLength = octets.Length;
            return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : httpContext.Response.Body.WriteAsync(octets, httpContext.RequestAborted).AsTask();
        }

        [GeneratedRegex(@"q=0(\.0*)?$", RegexOptions.IgnoreCase)]
        private static partial Regex Refused { get; }

        private static bool Takes(string accepts, string encoding) =>
            accepts.Split(',').Select(one => one.Trim()).Any(one => one.StartsWith(encoding, StringComparison.OrdinalIgnoreCase) && !Refused.IsMatch(one));
    }
}
