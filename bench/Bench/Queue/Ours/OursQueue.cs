using System.Globalization;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Our queue in the contestant's database, as a host has it: tenants whose SMTP accounts stand in the configuration, PostgreSQL, and a worker that is started where it is wanted.</summary>
internal sealed class OursQueue : IAsyncDisposable
{
    private const string Unreachable = "1000000000";
    private static readonly string[] Tables = ["email_message", "email_job", "email_attempt", "email_dead", "email_idempotency", "email_blob", "email_tally", "email_breaker", "email_wake"];

    private readonly NpgsqlDataSource _source;
    private readonly IHost _host;

    private OursQueue(NpgsqlDataSource source, IHost host)
    {
        _source = source;
        _host = host;
    }

    public IServiceProvider Services => _host.Services;

    public NpgsqlDataSource Source => _source;

    /// <summary>Makes it ready: migrated, empty, and no worker running yet.</summary>
    /// <param name="name">The contestant.</param>
    /// <param name="order">The order.</param>
    /// <param name="watch">What stands around the courier.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<OursQueue> OpenAsync(string name, QueueOrder order, Func<IMailCourier, WatchedCourier> watch, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder { Host = order.Host, Port = order.Port, Username = order.User, Database = order.Database, MaxPoolSize = 50 }.ConnectionString;
        var source = NpgsqlDataSource.Create(connection);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddSimpleConsole().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddLeadmetricsNotifications(options =>
            {
                options.Keys.Add(new() { Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) });
                for (var tenant = 0; tenant < order.Tenants; tenant++) options.Egress.ClearTextHosts.Add(HostOf(tenant, order));
            })
            .UsePostgres(_ => source)
            .AddConfiguredProviders(Accounts(name, order))
            .AddQueueWorker();
        if (order.Figure != QueueFigures.DrainSmtp) builder.Services.Replace(ServiceDescriptor.Singleton<ISmtpTransportFactory, NoOpTransports>());
        Surround(builder.Services, name, watch);
        var host = builder.Build();
        var queue = new OursQueue(source, host);
        await host.Services.GetRequiredService<IStoreMigrator>().MigrateAsync(cancellationToken);
        await queue.ClearAsync(cancellationToken);
        await queue.ExecuteAsync("CREATE TABLE IF NOT EXISTS orders (id bigserial PRIMARY KEY, note text NOT NULL)", cancellationToken);
        await queue.ExecuteAsync("CHECKPOINT", cancellationToken);
        return queue;
    }

    /// <summary>Starts the worker.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    /// <summary>Stops the worker as a host stops it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    /// <summary>Brings the planner up to date, as autovacuum does after a while.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) => ExecuteAsync("VACUUM (ANALYZE)", cancellationToken);

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT NOT EXISTS (SELECT FROM notifications.email_job)");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task ClearAsync(CancellationToken cancellationToken) => ExecuteAsync($"TRUNCATE {string.Join(", ", Tables.Select(table => "notifications." + table))}", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        else _host.Dispose();
        await _source.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Each tenant has a server of its own; the sink is one.
    private static string HostOf(int tenant, QueueOrder order) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.{(order.Figure == QueueFigures.DrainSmtp ? 1 : 1 + (tenant % 250))}");

    // As many connections in all as the peers' one pool has.
    private static IConfiguration Accounts(string name, QueueOrder order)
    {
        var settings = new Dictionary<string, string?>();
        for (var tenant = 0; tenant < order.Tenants; tenant++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"Providers:{OursMail.Tenant(tenant, order)}:0:");
            settings[at + "Provider"] = "smtp";
            settings[at + "Config:host"] = HostOf(tenant, order);
            settings[at + "Config:port"] = Math.Max(order.SmtpPort, 1).ToString(CultureInfo.InvariantCulture);
            settings[at + "Config:fromAddress"] = "from@bench.test";
            settings[at + "Config:tls:mode"] = "none";
            settings[at + "Config:pool:maxConnections"] = Math.Max(1, order.Concurrency / order.Tenants).ToString(CultureInfo.InvariantCulture);
            settings[at + "Config:pool:maxMessages"] = "100000";
            if (name == QueueContestants.OursLimited) settings[at + "Config:limits:perHour"] = Unreachable;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    private static void Surround(IServiceCollection services, string name, Func<IMailCourier, WatchedCourier> watch)
    {
        var own = services.LastOrDefault(service => service.ServiceType == typeof(IMailCourier));
        services.RemoveAll<IMailCourier>();
        services.AddSingleton<IMailCourier>(provider => watch(name == QueueContestants.OursEngine ? new NoOpCourier() : Make(own, provider)));
    }

    private static IMailCourier Make(ServiceDescriptor? own, IServiceProvider provider) => own switch
    {
        { ImplementationFactory: { } factory } => (IMailCourier)factory(provider),
        { ImplementationType: { } type } => (IMailCourier)ActivatorUtilities.CreateInstance(provider, type),
        _ => throw new BenchException("There is no courier in this build."),
    };
}
