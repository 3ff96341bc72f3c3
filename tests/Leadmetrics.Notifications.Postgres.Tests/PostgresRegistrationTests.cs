using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Tests;

public sealed class PostgresRegistrationTests
{
    private const string ConnectionString = "Host=db1;Database=mail;Username=app;Password=planted-pa55word";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1st")]
    [InlineData("a b")]
    [InlineData("a-b")]
    [InlineData("a.b")]
    [InlineData("a\"b")]
    [InlineData("a$$b")]
    [InlineData("a;drop schema public cascade")]
    [InlineData("{schema}")]
    [InlineData("notifications\n")]
    [InlineData("notificati\u00f6ns")]
    [InlineData("pg_mine")]
    [InlineData("PG_mine")]
    public void Schema_that_is_no_identifier_is_refused_by_the_options_name(string schema)
    {
        using var services = Registration.Build(builder => builder.UsePostgres(ConnectionString, o => o.Schema = schema));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IProviderStore>());

        Assert.Contains("PostgresStoreOptions.Schema", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Schema_has_at_most_63_bytes(int length, bool valid)
    {
        using var services = Registration.Build(builder => builder.UsePostgres(ConnectionString, o => o.Schema = new string('a', length)));

        Assert.Equal(valid, Record.Exception(services.GetRequiredService<IProviderStore>) is null);
    }

    [Theory]
    [InlineData("Host=db1;Password=planted-pa55word;tail=planted-pa55word")]
    [InlineData("Host=db1;Port=planted-pa55word")]
    [InlineData("planted-pa55word")]
    [InlineData("Username=app;Password=planted-pa55word")]
    [InlineData("postgres://app:planted-pa55word@db1/mail")]
    public void Connection_string_that_cannot_be_read_is_refused_at_once_without_being_quoted(string connectionString)
    {
        var error = Assert.Throws<ArgumentException>(() => Registration.Build(builder => builder.UsePostgres(connectionString)));

        Assert.Equal("connectionString", error.ParamName);
        Assert.DoesNotContain("planted", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConnectionString, "postgres app@db1/mail schema notifications")]
    [InlineData(ConnectionString + ";Port=6432;Persist Security Info=true", "postgres app@db1:6432/mail schema notifications")]
    [InlineData("Host=db1,db2;Username=app", "postgres app@db1,db2/app schema notifications")]
    public void Description_names_user_host_database_and_schema_alone(string connectionString, string description)
    {
        using var services = Registration.Build(builder => builder.UsePostgres(connectionString));

        Assert.Equal(description, services.GetRequiredService<IStoreMigrator>().Description);
    }

    [Fact]
    public async Task Data_source_of_the_hosts_stays_open_after_the_container()
    {
        await using var source = new RecordedSource();
        var services = Registration.Build(builder => builder.UsePostgres(_ => source.Inner));
        _ = services.GetRequiredService<IProviderStore>();

        await services.DisposeAsync();

        Assert.False(source.IsDisposed());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Data_source_of_a_connection_string_ends_with_the_container(bool synchronously)
    {
        var services = Registration.Build(builder => builder.UsePostgres(ConnectionString));
        var store = services.GetRequiredService<IProviderStore>();

        // Both ways on purpose: a host may dispose of its container by either.
        if (synchronously) DisposeSynchronously(services);
        else await services.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.FindAsync(Rows.Acme, Guid.NewGuid()));
    }

    [Fact]
    public void Store_named_last_takes_the_place_of_the_first()
    {
        using var services = Registration.Build(builder => builder.UsePostgres("Host=one").UsePostgres("Host=two"));

        Assert.Contains("two", Assert.Single(services.GetServices<IStoreMigrator>()).Description, StringComparison.Ordinal);
        Assert.Single(services.GetServices<IProviderStore>());
    }

    private static void DisposeSynchronously(ServiceProvider services) => services.Dispose();

    private sealed class RecordedSource : IAsyncDisposable
    {
        public NpgsqlDataSource Inner { get; } = NpgsqlDataSource.Create(ConnectionString);

        // A data source that is disposed of makes no connection object.
        public bool IsDisposed() => Record.Exception(Inner.CreateConnection) is ObjectDisposedException;

        public ValueTask DisposeAsync() => Inner.DisposeAsync();
    }
}
