using Leadmetrics.Conformance.Catching;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Containers;

/// <summary>The suite that Integration.Tests runs on MailDev, on servers of Docker.</summary>
public sealed class MailpitTenantMailTests(PeerFixture<Containers> fixture) : TenantMailConformance, IDisposable
{
    private readonly string _schema = $"test_{Guid.NewGuid():N}";
    private string _connectionString = "";
    private MailpitMails? _mails;

    public void Dispose() => _mails?.Dispose();

    protected override async Task<ICaughtMails> StartAsync()
    {
        var containers = await fixture.GetAsync();
        _connectionString = containers.ConnectionString;
        return _mails = new MailpitMails(containers);
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UsePostgres(_connectionString, options => options.Schema = _schema);
}
