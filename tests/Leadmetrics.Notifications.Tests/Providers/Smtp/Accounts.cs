using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>SMTP providers as a tenant's row makes them, over the real engine, dialling through the egress policy.</summary>
internal static class Accounts
{
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static EmailMessage Message => new()
    {
        To = [new EmailAddress("jane@example.net", "Jane Doe")],
        Subject = "Grüße",
        Text = "Hello.",
        Html = "<p>Hello.</p>",
    };

    public static EmailSubmission Submit(EmailMessage message, Func<CancellationToken, ValueTask>? gate = null) =>
        EmailSubmission.Create(message, "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com", new DateTimeOffset(2026, 3, 1, 9, 8, 7, TimeSpan.Zero)) with { Gate = gate };

    public static SmtpEnvironment Environment(TimeProvider? time = null) =>
        new(new EgressPolicy(new EgressOptions { AllowLoopback = true }), time ?? TimeProvider.System) { TrustedRoots = [TestCertificates.Shared.Authority] };

    public static byte[] Config(int port, string more = "{}")
    {
        var config = new JsonObject { ["host"] = "localhost", ["port"] = port, ["secure"] = false, ["fromAddress"] = "app@example.com", ["fromName"] = "The App" };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) config[name] = value?.DeepClone();
        return Encoding.UTF8.GetBytes(config.ToJsonString());
    }

    /// <param name="port">The server's.</param>
    /// <param name="more">Settings beside <see cref="Config"/>'s.</param>
    /// <param name="environment">Where it dials; null is <see cref="Environment"/>.</param>
    /// <param name="idle">How long an unused connection is kept; null is the pool's default.</param>
    public static BuiltProvider Build(int port, string more = "{}", SmtpEnvironment? environment = null, TimeSpan? idle = null) =>
        new ProviderFactory(new Transports(idle), new NoHttp(), null, TimeProvider.System).Create(ProviderWords.Smtp, Config(port, more), environment ?? Environment());

    private sealed class Transports(TimeSpan? idle) : ISmtpTransportFactory
    {
        private readonly SocketSmtpTransport.Factory _inner = new();

        public ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool) => _inner.Create(connection, pool with { IdleTimeout = idle ?? pool.IdleTimeout });
    }

    private sealed class NoHttp : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => throw new InvalidOperationException("SMTP speaks no HTTP.");
    }
}
