using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>A host with tenants' rows in memory, under a policy whose resolver is a stub and whose sockets are counted.</summary>
internal sealed class TenantHost : IAsyncDisposable
{
    public static readonly TenantId Acme = new("acme");

    private readonly ServiceProvider _services;

    public TenantHost(Dialled? dialled = null, Action<EgressOptions>? configure = null, params string[][] answers)
    {
        Dialled = dialled ?? new Dialled();
        Resolving = new Resolving(answers.Length == 0 ? [["8.8.8.8"]] : answers);
        var options = new EgressOptions();
        configure?.Invoke(options);
        var policy = new EgressPolicy(options, Resolving.ResolveAsync);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IProviderStore>(Rows);
        services.AddSingleton(new SmtpEnvironment(policy, Clock) { Dialer = new Dialer(policy, Dialled.DialAsync), Logger = Log, TrustedRoots = [TestCertificates.Shared.Authority] });
        services.AddLeadmetricsNotifications(host => host.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() }));
        _services = services.BuildServiceProvider();
    }

    public SteppedClock Clock { get; } = new();

    public Dialled Dialled { get; }

    public LogSink Log { get; } = new();

    public Resolving Resolving { get; }

    public RowsInMemory Rows { get; } = new();

    public ITenantProviders Providers => _services.GetRequiredService<ITenantProviders>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static byte[] Config(string host, int port = 587, string more = "{}")
    {
        var config = new JsonObject { ["host"] = host, ["port"] = port, ["secure"] = false, ["fromAddress"] = "app@example.com" };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) config[name] = value?.DeepClone();
        return Encoding.UTF8.GetBytes(config.ToJsonString());
    }

    public Task<ProviderView> AddAsync(byte[] config) => Providers.AddAsync(Acme, new ProviderDraft { Provider = ProviderWords.Smtp, Config = config }, Cancel);

    /// <summary>Puts a verified row into the store as somebody else did, under a policy that was another: nothing is checked.</summary>
    public async Task<Guid> PlaceAsync(byte[] config)
    {
        var now = Clock.GetUtcNow();
        var row = new ProviderRow { Tenant = Acme, Id = Guid.CreateVersion7(now), Provider = ProviderWords.Smtp, Config = default, ConfigKeyId = "", VerifiedAt = now, CreatedAt = now, UpdatedAt = now };
        var sealedConfig = await _services.GetRequiredService<RowSealer>().SealAsync(row, config, pending: false, Cancel);
        await Rows.AddAsync(row with { Config = sealedConfig.Bytes, ConfigKeyId = sealedConfig.KeyId }, Cancel);
        return row.Id;
    }

    /// <summary>Why a mail through the tenant's row failed; null where it did not.</summary>
    public async Task<EmailFailure?> SendAsync()
    {
        try
        {
            await _services.GetRequiredService<ITenantMailer>().SendAsync(Acme, new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." }, Cancel);
            return null;
        }
        catch (EmailDeliveryException failed)
        {
            return failed.Failure;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
