using System.Globalization;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Bench.Workers;

/// <summary>Our mailer as a host without a database has it: one tenant whose SMTP account stands in the configuration.</summary>
internal sealed class OursHost : IAsyncDisposable
{
    private static readonly TenantId Tenant = new("bench");

    private readonly ServiceProvider _services;
    private readonly ITenantMailer _mailer;

    public OursHost(int port, int connections, int inFlight)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Providers:bench:0:Provider"] = "smtp",
            ["Providers:bench:0:Config:host"] = "127.0.0.1",
            ["Providers:bench:0:Config:port"] = Number(port),
            ["Providers:bench:0:Config:fromAddress"] = "from@bench.test",
            ["Providers:bench:0:Config:fromName"] = "Bench",
            ["Providers:bench:0:Config:tls:mode"] = "none",
            ["Providers:bench:0:Config:pool:maxConnections"] = Number(connections),
            ["Providers:bench:0:Config:pool:maxMessages"] = "100000",
            ["Providers:bench:0:Config:pool:maxInFlight"] = Number(inFlight),
        }).Build();
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options => options.Egress.ClearTextHosts.Add("127.0.0.1")).AddConfiguredProviders(configuration);
        _services = services.BuildServiceProvider();
        _mailer = _services.GetRequiredService<ITenantMailer>();
    }

    public Task<EmailSendResult> SendAsync(EmailMessage message, CancellationToken cancellationToken) => _mailer.SendAsync(Tenant, message, cancellationToken);

    /// <summary>Sees that a message was accepted.</summary>
    public static void Check(EmailSendResult result)
    {
        if (result.Outcome != SendOutcome.Accepted) throw new BenchException($"Not accepted: {result.ServerResponse}");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
