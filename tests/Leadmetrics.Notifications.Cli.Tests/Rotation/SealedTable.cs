using System.Text;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Leadmetrics.Notifications.Cli.Tests.Rotation;

/// <summary>A PostgreSQL database of numbered rows, three to a tenant; what is sealed in each follows from its number, and so does its place in key order.</summary>
internal sealed class SealedTable : IAsyncDisposable
{
    private const string Columns = "tenant_id, id, channel, provider, config, pending_config, config_key_id, oauth_state, priority, enabled, version, verified_at, created_at, updated_at";
    private static readonly DateTime At = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    private readonly List<ServiceProvider> _hosts = [];

    private SealedTable(string connectionString, int count)
    {
        ConnectionString = connectionString;
        Count = count;
        Source = NpgsqlDataSource.Create(connectionString);
    }

    public string ConnectionString { get; }

    public int Count { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>All rows sealed under one key.</summary>
    public static async Task<SealedTable> CreateAsync(PeerFixture<PostgresPeer> postgres, int count, KeyOptions key)
    {
        var peer = await postgres.GetAsync();
        var table = new SealedTable(await peer.CreateDatabaseAsync(Lmn.Cancel), count);
        var host = table.Host(key);
        await host.GetRequiredService<IStoreMigrator>().MigrateAsync(Lmn.Cancel);
        await table.FillAsync(host.GetRequiredService<IConfigProtector>());
        return table;
    }

    public static ProviderRowKey KeyOf(int row) => new(new TenantId($"t{row / 3:D7}"), new Guid(row, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

    /// <summary>What a host that has these keys registers.</summary>
    public ServiceProvider Host(params KeyOptions[] keys)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options =>
        {
            foreach (var key in keys) options.Keys.Add(key);
        }).UsePostgres(ConnectionString);
        _hosts.Add(services.BuildServiceProvider());
        return _hosts[^1];
    }

    /// <summary>Reads one row and opens all that is sealed in it.</summary>
    public static async Task CheckAsync(ServiceProvider host, int number)
    {
        var protector = host.GetRequiredService<IConfigProtector>();
        var key = KeyOf(number);
        var row = await host.GetRequiredService<IProviderStore>().FindAsync(key.Tenant, key.Id, Lmn.Cancel);
        Assert.NotNull(row);
        Assert.Equal((At, At), (row.VerifiedAt!.Value.UtcDateTime, row.UpdatedAt.UtcDateTime));
        Assert.Equal(Config(number), await protector.OpenAsync(row.Config, Place(number, "config"), Lmn.Cancel));
        Assert.Equal((HasPending(number), HasTokens(number)), (row.PendingConfig is not null, row.OAuthState is not null));
        if (row.PendingConfig is { } pending) Assert.Equal(Pending(number), await protector.OpenAsync(pending, Place(number, "pending_config"), Lmn.Cancel));
        if (row.OAuthState is { } tokens) Assert.Equal(Tokens(number), await protector.OpenAsync(tokens, Place(number, "oauth_state"), Lmn.Cancel));
    }

    /// <summary>How many rows hold anything whose header names another key than this one.</summary>
    public async Task<long> NotUnderAsync(string keyId)
    {
        await using var command = Source.CreateCommand($"""
            SELECT count(*) FROM notifications.notification_providers
            WHERE config_key_id <> $1 OR {Header("config")} <> $1 OR {Header("pending_config")} <> $1 OR {Header("oauth_state")} <> $1
            """);
        command.Parameters.AddWithValue(keyId);
        return (long)(await command.ExecuteScalarAsync(Lmn.Cancel))!;
    }

    /// <summary>Holds a row, so that whoever wants to write it waits until this is disposed of.</summary>
    public async Task<NpgsqlConnection> HoldAsync(int row)
    {
        var connection = await Source.OpenConnectionAsync(Lmn.Cancel);
        await connection.BeginTransactionAsync(Lmn.Cancel);
        await using var command = new NpgsqlCommand("SELECT FROM notifications.notification_providers WHERE tenant_id = $1 AND id = $2 FOR UPDATE", connection);
        command.Parameters.AddWithValue(KeyOf(row).Tenant.Value);
        command.Parameters.AddWithValue(KeyOf(row).Id);
        await command.ExecuteNonQueryAsync(Lmn.Cancel);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        await Source.DisposeAsync();
    }

    private static string Header(string column) => $"convert_from(substring({column} FROM 7 FOR get_byte({column}, 5)), 'UTF8')";

    private static bool HasPending(int row) => row % 3 == 0;

    private static bool HasTokens(int row) => row % 5 == 0;

    private static byte[] Config(int row) =>
        Encoding.UTF8.GetBytes($$"""{"host":"smtp{{row}}.example.com","port":587,"secure":false,"user":"user{{row}}","pass":"p{{row * 7919L}}","fromAddress":"mail@t{{row}}.example","fromName":"Tenant {{row}}"}""");

    private static byte[] Pending(int row) => [.. Config(row), (byte)' '];

    private static byte[] Tokens(int row) => Encoding.UTF8.GetBytes($$"""{"refreshToken":"r{{row * 104729L}}"}""");

    private static SealContext Place(int row, string column) => new(KeyOf(row).Tenant, KeyOf(row).Id, ProviderRow.EmailChannel, column, column == "oauth_state" ? "smtp/oauth/1" : "smtp/1");

    private async Task FillAsync(IConfigProtector protector)
    {
        await using var connection = await Source.OpenConnectionAsync(Lmn.Cancel);
        await using var copy = await connection.BeginBinaryImportAsync($"COPY notifications.notification_providers ({Columns}) FROM STDIN (FORMAT BINARY)", Lmn.Cancel);
        for (var row = 0; row < Count; row++)
        {
            var config = await protector.SealAsync(Config(row), Place(row, "config"), Lmn.Cancel);
            await copy.StartRowAsync(Lmn.Cancel);
            await copy.WriteAsync(KeyOf(row).Tenant.Value, NpgsqlDbType.Text, Lmn.Cancel);
            await copy.WriteAsync(KeyOf(row).Id, NpgsqlDbType.Uuid, Lmn.Cancel);
            await copy.WriteAsync("email", NpgsqlDbType.Text, Lmn.Cancel);
            await copy.WriteAsync("smtp", NpgsqlDbType.Text, Lmn.Cancel);
            await copy.WriteAsync(config.Bytes.ToArray(), NpgsqlDbType.Bytea, Lmn.Cancel);
            await WriteAsync(copy, HasPending(row) ? await protector.SealAsync(Pending(row), Place(row, "pending_config"), Lmn.Cancel) : null);
            await copy.WriteAsync(config.KeyId, NpgsqlDbType.Text, Lmn.Cancel);
            await WriteAsync(copy, HasTokens(row) ? await protector.SealAsync(Tokens(row), Place(row, "oauth_state"), Lmn.Cancel) : null);
            await copy.WriteAsync(row % 3, NpgsqlDbType.Integer, Lmn.Cancel);
            await copy.WriteAsync(true, NpgsqlDbType.Boolean, Lmn.Cancel);
            await copy.WriteAsync(1L, NpgsqlDbType.Bigint, Lmn.Cancel);
            for (var instant = 0; instant < 3; instant++) await copy.WriteAsync(At, NpgsqlDbType.TimestampTz, Lmn.Cancel);
        }

        await copy.CompleteAsync(Lmn.Cancel);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, SealedConfig? value) =>
        value is null ? copy.WriteNullAsync(Lmn.Cancel) : copy.WriteAsync(value.Bytes.ToArray(), NpgsqlDbType.Bytea, Lmn.Cancel);
}
