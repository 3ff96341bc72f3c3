using System.Text;
using Leadmetrics.Integration.Secrecy;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What every scenario stands on: a store of its own, a key, and a server that takes mail.</summary>
public abstract class TenancyScenario : IAsyncLifetime
{
    internal const string Password = DumpScan.Mark;

    internal static readonly TenantId Acme = new("acme");
    internal static readonly TenantId Globex = new("globex");
    internal static readonly string Key = TestHost.NewKey();

    private readonly List<TestHost> _hosts = [];

    internal IEnumerable<TestHost> Hosts => _hosts;

    internal SmtpCatcher Catcher { get; private set; } = null!;

    internal ManualClock Clock { get; } = new();

    internal ObservedStore Store { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Catcher = await SmtpCatcher.StartAsync(TakesAcme);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        await Catcher.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static EmailMessage Message(string subject = "Hello") => new()
    {
        To = [new EmailAddress("jane@customer.test", "Jane Doe")],
        Subject = subject,
        Text = "Good morning.",
        Html = "<p>Good morning.</p>",
        Attachments = [EmailAttachment.FromBytes("notes.bin", Encoding.UTF8.GetBytes("\0\u0001 attached \r\n"))],
    };

    internal static void TakesAcme(ScriptedSmtpServerOptions options)
    {
        options.AcceptAnyCredentials = false;
        options.Users.Add("user@acme.test", Password);
    }

    /// <summary>What a scenario's hosts register beside the library.</summary>
    internal virtual void AddServices(IServiceCollection services)
    {
    }

    protected abstract void UseStore(NotificationsBuilder builder);

    internal async Task<TestHost> StartAsync(Action<NotificationsOptions>? configure = null, string? key = null)
    {
        var host = await TestHost.StartAsync(UseStore, key ?? Key, configure, Clock, services =>
        {
            TestHost.Wrap(services, real => Store = new ObservedStore(real));
            AddServices(services);
        });
        _hosts.Add(host);
        return host;
    }

    internal SmtpConfig Account() => new()
    {
        Host = "localhost",
        Port = Catcher.Port,
        User = "user@acme.test",
        Pass = new Secret(Password),
        FromAddress = "hello@acme.test",
        FromName = "Acme",
    };

    internal async Task<ProviderView> AddVerifiedAsync(TestHost host, TenantId tenant, SmtpConfig? account = null, int priority = 0)
    {
        var added = await host.Providers.AddAsync(tenant, ProviderDraft.From(account ?? Account()) with { Priority = priority });
        var tested = await host.Providers.TestAsync(tenant, added.Id);
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
        return tested.Provider;
    }

    internal static int ClosedPort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
