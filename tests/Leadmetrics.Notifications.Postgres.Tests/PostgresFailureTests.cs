using System.Net;
using System.Net.Sockets;
using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresFailureTests(PeerFixture<PostgresPeer> postgres)
{
    private const string Password = "planted-pa55word";

    [Fact]
    public async Task Server_that_does_not_listen_is_unavailable_and_named_without_its_password()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        await AssertUnavailableAsync(
            $"Host=127.0.0.1;Port={port};Database=mail;Username=app;Password={Password}", $"app@127.0.0.1:{port}/mail", "ConnectionRefused");
    }

    [Fact]
    public async Task Host_without_address_is_unavailable_and_named_without_its_password() =>
        await AssertUnavailableAsync($"Host=db.invalid;Database=mail;Username=app;Password={Password}", "app@db.invalid/mail", "cannot be reached");

    [Fact]
    public async Task Server_that_stays_silent_is_unavailable_and_named_without_its_password()
    {
        // Listens and never accepts: the kernel takes the connection, and nobody answers on it.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        await AssertUnavailableAsync(
            $"Host=127.0.0.1;Port={port};Database=mail;Username=app;Password={Password};Timeout=1", $"app@127.0.0.1:{port}/mail", "did not answer in time");
    }

    [Fact]
    public async Task Server_that_is_no_PostgreSQL_or_hangs_up_is_unavailable()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        using var ended = new CancellationTokenSource();
        var hangingUp = HangUpAsync(server, ended.Token);

        await AssertUnavailableAsync($"Host=127.0.0.1;Port={port};Database=mail;Username=app;Password={Password}", $"app@127.0.0.1:{port}/mail", "connection failed");

        await ended.CancelAsync();
        await hangingUp;
    }

    [Fact]
    public async Task User_that_the_server_does_not_know_is_unavailable()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var given = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "nobody_of_that_name", Password = Password };

        await AssertUnavailableAsync(given.ToString(), "nobody_of_that_name@", "refuses the user");
    }

    [Fact]
    public async Task Database_that_the_server_does_not_have_is_unavailable()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var given = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "none_of_that_name", Password = Password };

        await AssertUnavailableAsync(given.ToString(), "none_of_that_name", "no database of that name");
    }

    [Fact]
    public async Task Read_only_database_answers_reads_and_is_unavailable_for_writes()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var store = database.Open(c => c.Options = "-c default_transaction_read_only=on").GetRequiredService<IProviderStore>();

        var error = await Assert.ThrowsAsync<StoreException>(() => store.AddAsync(Rows.Serving()));

        Assert.Equal(StoreFailure.Unavailable, error.Failure);
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        Assert.Empty(await store.ListAsync(Rows.Acme, ProviderRow.EmailChannel));
    }

    [Fact]
    public async Task Exhausted_pool_is_unavailable_and_a_waiting_call_can_be_cancelled()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 1 };
        await using var source = NpgsqlDataSource.Create(connection);
        await using var services = Registration.Build(builder => builder.UsePostgres(_ => source, o => o.Schema = database.Schema));
        var store = services.GetRequiredService<IProviderStore>();
        await using var held = await source.OpenConnectionAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => store.FindAsync(Rows.Acme, Guid.NewGuid()));

        Assert.Equal(StoreFailure.Unavailable, error.Failure);
        using var impatience = new CancellationTokenSource();
        var waiting = store.FindAsync(Rows.Acme, Guid.NewGuid(), impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Statement_that_waits_for_a_lock_can_be_cancelled()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await using var other = await database.Admin.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"LOCK TABLE {database.Schema}.notification_providers", other, transaction);
        await hold.ExecuteNonQueryAsync();
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Store.ListAsync(Rows.Acme, ProviderRow.EmailChannel, impatience.Token));
    }

    [Fact]
    public async Task Read_does_not_notice_that_the_server_ended_every_idle_connection()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        var row = Rows.Full();
        await database.Store.AddAsync(row);
        await FillPoolAsync(database);

        Assert.True(await TerminateAsync(database) > 1);

        Rows.AssertEqual(row, await database.Store.FindAsync(row.Tenant, row.Id));
    }

    [Fact]
    public async Task Write_on_an_idle_connection_that_the_server_ended_is_unavailable_once_and_not_once_a_connection()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await FillPoolAsync(database);
        var row = Rows.Full();

        Assert.True(await TerminateAsync(database) > 1);

        var error = await Assert.ThrowsAsync<StoreException>(() => database.Store.AddAsync(row));
        Assert.True(error.IsTransient);
        await database.Store.AddAsync(row);
    }

    [Fact]
    public async Task Connection_ended_in_the_middle_of_a_statement_is_unavailable_and_the_next_call_works()
    {
        await using var database = await PostgresUnderTest.CreateAsync(postgres);
        await using var other = await database.Admin.OpenConnectionAsync();
        var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"LOCK TABLE {database.Schema}.notification_providers", other, transaction);
        await hold.ExecuteNonQueryAsync();
        var row = Rows.Serving();

        var adding = database.Store.AddAsync(row);
        while (!adding.IsCompleted && await TerminateAsync(database, "AND wait_event_type = 'Lock'") == 0)
        {
            // The statement is not waiting for the lock yet.
        }

        var error = await Assert.ThrowsAsync<StoreException>(() => adding);
        Assert.Equal(StoreFailure.Unavailable, error.Failure);
        Assert.True(error.IsTransient);
        await transaction.RollbackAsync();
        Assert.Null(await database.Store.FindAsync(row.Tenant, row.Id));
        await database.Store.AddAsync(row);
    }

    // Statements that wait for one lock need a connection each.
    private static async Task FillPoolAsync(PostgresUnderTest database)
    {
        await using var other = await database.Admin.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"LOCK TABLE {database.Schema}.notification_providers", other, transaction);
        await hold.ExecuteNonQueryAsync();
        var reads = Enumerable.Range(0, 4).Select(_ => database.Store.FindAsync(Rows.Acme, Guid.NewGuid())).ToArray();
        await transaction.CommitAsync();
        await Task.WhenAll(reads);
    }

    private static async Task HangUpAsync(TcpListener server, CancellationToken token)
    {
        try
        {
            while (true)
            {
                using var client = await server.AcceptTcpClientAsync(token);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    // By the statement last run, which names the schema: so that no other test's connection ends.
    private static async Task<long> TerminateAsync(PostgresUnderTest database, string and = "") => (long)(await database.ExecuteAsync(
        $"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE query LIKE '%\"{database.Schema}\"%' AND pid <> pg_backend_pid() {and}"))!;

    private static async Task AssertUnavailableAsync(string connectionString, string name, string why)
    {
        await using var services = Registration.Build(builder => builder.UsePostgres(connectionString));
        var store = services.GetRequiredService<IProviderStore>();
        var migrator = services.GetRequiredService<IStoreMigrator>();
        var (events, suppressions) = (services.GetRequiredService<IDeliveryEventStore>(), services.GetRequiredService<ISuppressionStore>());

        await Assert.AllAsync(
            (Func<Task>[])[
                () => store.ListAsync(Rows.Acme, ProviderRow.EmailChannel), () => store.AddAsync(Rows.Serving()), () => migrator.GetStateAsync(), () => migrator.MigrateAsync(),
                () => events.AddAsync(Deliveries.Plain()), () => events.FindAsync(Rows.Acme, Deliveries.MessageId), () => suppressions.SetAsync(Deliveries.Entry()),
                () => services.GetRequiredService<IWebhookTokenStore>().FindByWebhookTokenAsync(new byte[32])],
            async call =>
            {
                var error = await Assert.ThrowsAsync<StoreException>(call);
                Assert.Equal(StoreFailure.Unavailable, error.Failure);
                Assert.Contains(name, error.Message, StringComparison.Ordinal);
                Assert.Contains(why, error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(Password, error.ToString(), StringComparison.Ordinal);
            });
    }
}
