using Leadmetrics.Conformance.Catching;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Catching;

/// <summary>On PostgreSQL and MailDev. The same suite runs on PostgreSQL and Mailpit in containers: Leadmetrics.Notifications.Containers.Tests.</summary>
public sealed class MailDevTenantMailTests(PeerFixture<PostgresPeer> postgres, PeerFixture<MailDevPeer> maildev) : TenantMailConformance
{
    private readonly string _schema = $"test_{Guid.NewGuid():N}";
    private string _connectionString = "";

    protected override async Task<ICaughtMails> StartAsync()
    {
        _connectionString = (await postgres.GetAsync()).ConnectionString;
        return new MailDevMails(await maildev.GetAsync());
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UsePostgres(_connectionString, options => options.Schema = _schema);
}
