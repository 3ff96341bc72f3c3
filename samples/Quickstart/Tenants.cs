using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Quickstart.Inboxes;

namespace Quickstart;

/// <summary>Gives tenants their providers and tests them: only a provider that has passed its test takes part.</summary>
internal static class Tenants
{
    public static readonly TenantId Acme = new("acme");
    public static readonly TenantId Globex = new("globex");
    public static readonly TenantId Initech = new("initech");

    public static async Task SetUpAsync(ITenantProviders providers, Inbox inbox, CancellationToken cancellationToken)
    {
        var acme = await providers.AddAsync(
            Acme,
            ProviderDraft.From(new SmtpConfig { Host = inbox.Host, Port = inbox.Port, FromAddress = "billing@acme.example", FromName = "Acme Billing" }),
            cancellationToken);

        // globex gets none.
        var initech = await providers.AddAsync(
            Initech,
            ProviderDraft.From(new SmtpConfig { Host = "localhost", Port = ClosedPort(), FromAddress = "tps@initech.example" }),
            cancellationToken);

        List<string[]> rows = [["TENANT", "SERVER", "TEST", "verified_at", "last_error"]];
        foreach (var (tenant, provider) in new[] { (Acme, acme), (Initech, initech) })
        {
            var tested = await providers.TestAsync(tenant, provider.Id, cancellationToken);
            rows.Add(
            [
                tenant.Value, $"smtp {provider.Config?["host"]}:{provider.Config?["port"]}", tested.Verified ? "passed" : "failed",
                tested.Provider.VerifiedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "-", tested.Provider.LastError ?? "-",
            ]);
        }

        Say.Table(rows);
    }

    // A port that was free a moment ago: nothing listens there.
    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
