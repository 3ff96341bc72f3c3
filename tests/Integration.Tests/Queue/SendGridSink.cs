using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Leadmetrics.Chaos.Sinks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Integration.Queue;

/// <summary>As much of SendGrid as a queue needs, for several processes and several accounts: it takes mail, or answers 429 for an account until its resets are over. On 127.0.0.1.</summary>
internal sealed class SendGridSink : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Receipts _receipts;
    private readonly ConcurrentQueue<SendGridCall> _calls = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<DateTimeOffset>> _resets = new(StringComparer.Ordinal);

    private SendGridSink(Receipts receipts)
    {
        _receipts = receipts;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.UseRouting();
        _server.MapGet("/{client}/v3/scopes", (RequestDelegate)(context => context.Response.WriteAsync("""{"scopes":["mail.send","sender_verification_eligible"]}""")));
        _server.MapPost("/{client}/v3/mail/send", (RequestDelegate)TakeAsync);
    }

    /// <summary>What was posted, as it came.</summary>
    public IReadOnlyCollection<SendGridCall> Calls => _calls;

    public static async Task<SendGridSink> StartAsync(Receipts receipts)
    {
        var sink = new SendGridSink(receipts);
        await sink._server.StartAsync();
        return sink;
    }

    /// <summary>Where a process calls it, by which it is known.</summary>
    public string AddressFor(string client) => $"{_server.Urls.First()}/{client}/";

    /// <summary>Answers 429 for an account until the last of these instants, and names the next one as the reset.</summary>
    public void Close(string key, params DateTimeOffset[] resets) => _resets[key] = resets;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var at = TimeProvider.System.GetUtcNow();
        var client = (string)context.GetRouteValue("client")!;
        var key = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        using var mail = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        DateTimeOffset? reset = null;
        foreach (var next in _resets.GetValueOrDefault(key, [])) reset ??= at < next ? next : null;
        _calls.Enqueue(new SendGridCall(client, key, at, reset is null ? 202 : 429));
        if (reset is { } until)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers["X-RateLimit-Remaining"] = "0";
            context.Response.Headers["X-RateLimit-Reset"] = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return;
        }

        var whole = mail.RootElement;
        var recipients = whole.GetProperty("personalizations")[0].GetProperty("to").EnumerateArray().Select(to => to.GetProperty("email").GetString()!).ToList();
        var messageId = whole.GetProperty("headers").GetProperty("Message-ID").GetString()!.Trim('<', '>');
        _receipts.Add(new Receipt(key, client, messageId, whole.GetProperty("subject").GetString()!, recipients, at, TimeProvider.System.GetUtcNow()));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
