using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class DatabaseTests(PeerFixture<PostgresPeer> postgres) : IDisposable
{
    private readonly Lmn _lmn = new();

    public void Dispose() => _lmn.Dispose();

    [Fact]
    public async Task Sqlite_is_migrated_once_and_its_state_told()
    {
        var file = $"sqlite:{Path.Combine(_lmn.Folder, "new.db")}";
        Assert.NotEmpty((await _lmn.DoneAsync("db", "migrate", "--db", file, "--json")).Json["applied"]!.AsArray());
        Assert.Empty((await _lmn.DoneAsync("db", "migrate", "--db", file, "--json")).Json["applied"]!.AsArray());
        Assert.True((bool)(await _lmn.DoneAsync("db", "status", "--db", file, "--json")).Json["upToDate"]!);
    }

    [Fact]
    public async Task Postgres_is_migrated_by_a_variable_into_the_schema_named()
    {
        var peer = await postgres.GetAsync();
        _lmn.Set("OTHER_DB", $"postgres:{await peer.CreateDatabaseAsync(Lmn.Cancel)}");
        var missing = (await _lmn.RunAsync("db", "status", "--db-env", "OTHER_DB", "--schema", "mail", "--json")).Ends(3);
        Assert.False((bool)missing.Json["upToDate"]!);
        await _lmn.DoneAsync("db", "migrate", "--db-env", "OTHER_DB", "--schema", "mail");
        await _lmn.DoneAsync("db", "status", "--db-env", "OTHER_DB", "--schema", "mail");
    }

    [Fact]
    public async Task Unmigrated_database_is_said_and_ends_with_3()
    {
        _lmn.Set("LMN_DB", $"sqlite:{Path.Combine(_lmn.Folder, "none.db")}").Plant("LMN_KEY", (string)(await _lmn.RunAsync("key", "new", "--json")).Json["key"]!);
        (await _lmn.RunAsync("provider", "list", "--tenant", "acme", "--json")).Ends(3).Complains("lmn db migrate");
        Assert.False(File.Exists(Path.Combine(_lmn.Folder, "none.db")));
    }

    [Fact]
    public async Task Unreachable_database_is_said_without_its_password()
    {
        _lmn.Set("LMN_DB", "postgres:Host=127.0.0.1;Port=1;Username=app;Password=db-planted;Database=mail").Plant("UNUSED", "db-planted");
        (await _lmn.RunAsync("db", "status", "--json")).Ends(3).Complains("127.0.0.1");
    }

    [Theory]
    [InlineData("", "is not set")]
    [InlineData("mysql:Password=db-planted", "is neither postgres:CONNECTION")]
    [InlineData("postgres:", "is neither postgres:CONNECTION")]
    [InlineData("postgres:Host=a;Password=x;db-planted", "cannot be used")]
    [InlineData("sqlite::memory:", "cannot be used")]
    public async Task Wrong_LMN_DB_is_named_and_not_repeated(string value, string complaint)
    {
        _lmn.Set("LMN_DB", value).Plant("UNUSED", "db-planted");
        (await _lmn.RunAsync("db", "status")).Ends(3).Complains("LMN_DB").Complains(complaint);
    }

    [Fact]
    public async Task Connection_string_as_an_argument_is_refused_and_not_repeated()
    {
        _lmn.Plant("UNUSED", "db-planted");
        (await _lmn.RunAsync("db", "status", "--db", "postgres:Host=a;Password=db-planted")).Ends(2).Complains("LMN_DB");
    }
}
