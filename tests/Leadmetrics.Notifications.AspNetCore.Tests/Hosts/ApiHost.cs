using System.Net;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Secrets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>The sample host as it is, on a port of 127.0.0.1, with a store of its own and everything that it logs kept.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly TenantKeys _keys = new();
    private readonly Factory _factory;
    private readonly HttpClient _http;
    private int _stopped;

    /// <param name="settings">What the host is configured with, its store included.</param>
    /// <param name="services">What it registers beside its own.</param>
    public ApiHost(IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? services = null)
    {
        _factory = new Factory(settings, _keys, Log, services);
        _factory.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _factory.StartServer();
        Address = new Uri(_factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public KeptLog Log { get; } = new();

    public IServiceProvider Services => _factory.Services;

    public T Get<T>()
        where T : notnull => _factory.Services.GetRequiredService<T>();

    /// <summary>A tenant that nobody else has, and its key.</summary>
    public Caller NewTenant(string name)
    {
        var tenant = $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        return new Caller(_http, new TenantId(tenant), _keys.NewKey(tenant));
    }

    /// <summary>A tenant under a name that is given: one that another host knows, too.</summary>
    public Caller Tenant(TenantId tenant) => new(_http, tenant, _keys.NewKey(tenant.Value));

    /// <summary>Somebody who shows nothing.</summary>
    public Caller Anonymous() => new(_http, null, null);

    public async ValueTask DisposeAsync()
    {
        // The host first: who still listens to it is told that it ends.
        if (Interlocked.Exchange(ref _stopped, 1) == 1) return;
        await _factory.DisposeAsync();
        _http.Dispose();
    }

    private sealed class Factory(IReadOnlyDictionary<string, string> settings, TenantKeys keys, KeptLog log, Action<IServiceCollection>? services) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseSetting("Notifications:Keys:0:Key", KeyGenerator.NewKey());
            builder.UseSetting("Notifications:Egress:AllowLoopback", "true");
            foreach (var (name, value) in settings) builder.UseSetting(name, value);
            builder.ConfigureAppConfiguration(configuration => configuration.Add(keys));
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug));
            if (services is not null) builder.ConfigureServices(services);
        }
    }
}
