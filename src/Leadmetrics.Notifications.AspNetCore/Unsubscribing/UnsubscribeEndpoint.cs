using System.Text;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Leadmetrics.Notifications.AspNetCore.Unsubscribing;

/// <summary>Takes whoever follows a link off a tenant's bulk mail. Anonymous, without a redirect: a mail program calls it, not a person (RFC 8058 section 3.2).</summary>
/// <remarks>Programs that look at links before people do call with GET: that changes nothing, and shows a person a button.</remarks>
internal static class UnsubscribeEndpoint
{
    private const int MaxBody = 4096;
    private const string Field = "List-Unsubscribe";
    private const string Value = "One-Click";
    private const string Html = "text/html; charset=utf-8";

    public static async Task<IResult> PostAsync(HttpContext context, string token, [FromServices] UnsubscribeKeys keys, [FromServices] ISuppressions suppressions)
    {
        if (UnsubscribeToken.Open(keys.All, token) is not { } left) return Page(StatusCodes.Status404NotFound, "This link is not known", "It may have been cut off. Please use the whole link of the message.");
        if (!await IsOneClickAsync(context.Request).ConfigureAwait(false)) return Page(StatusCodes.Status400BadRequest, "Nothing was changed", $"The request does not say {Field}={Value}.");
        try
        {
            var draft = new SuppressionDraft { Reason = SuppressionReason.Unsubscribe, Scope = SuppressionScope.Bulk };

            // Once it is here it is carried out, also where nobody waits for the answer.
            await suppressions.AddAsync(left.Tenant, new EmailAddress(left.Address) { AllowQuotedLocalPart = true }, draft, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            return Page(StatusCodes.Status503ServiceUnavailable, "Please try again", "That did not work just now.");
        }

        return Page(StatusCodes.Status200OK, "You are unsubscribed", "You will get no more mail of this list.");
    }

    public static IResult Get(string token, [FromServices] UnsubscribeKeys keys) => UnsubscribeToken.Open(keys.All, token) is null
        ? Page(StatusCodes.Status404NotFound, "This link is not known", "It may have been cut off. Please use the whole link of the message.")
        : Page(StatusCodes.Status200OK, "Unsubscribe?", "You will get no more mail of this list.", $"<form method=\"post\"><button name=\"{Field}\" value=\"{Value}\">Unsubscribe</button></form>");

    private static async Task<bool> IsOneClickAsync(HttpRequest request)
    {
        if (!request.HasFormContentType || request.ContentLength > MaxBody) return false;
        try
        {
            var form = await request.ReadFormAsync(new FormOptions { BufferBodyLengthLimit = MaxBody, MultipartBodyLengthLimit = MaxBody, KeyLengthLimit = MaxBody, ValueLengthLimit = MaxBody, ValueCountLimit = 8 }, request.HttpContext.RequestAborted).ConfigureAwait(false);
            return form[Field] == Value;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            return false;
        }
    }

    private static Plain Page(int status, string title, string sentence, string form = "") => new Plain(
        status,
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\"><title>{title}</title><main><h1>{title}</h1><p>{sentence}</p>{form}</main></html>");

    /// <summary>A page of fixed words: nothing of the request is in it.</summary>
    private sealed class Plain(int status, string page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            httpContext.Response.StatusCode = status;
            headers.ContentType = Html;
            headers.CacheControl = "no-store";
            headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
            headers["Referrer-Policy"] = "no-referrer";
            return httpContext.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(page), httpContext.RequestAborted).AsTask();
        }
    }
}
