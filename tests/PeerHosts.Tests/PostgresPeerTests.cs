namespace Leadmetrics.Peers.Tests;

public sealed class PostgresPeerTests(PeerFixture<PostgresPeer> shared)
{
    [Fact]
    public async Task It_answers_and_is_the_same_for_the_whole_assembly()
    {
        var peer = await shared.GetAsync();
        Assert.Same(peer, await shared.GetAsync());
        Assert.Equal("2", await peer.ExecuteAsync("SELECT 1 + 1"));
    }

    [Fact]
    public async Task A_new_database_is_empty_and_apart_from_the_others()
    {
        var peer = await shared.GetAsync();
        var one = await peer.CreateDatabaseAsync();
        var other = await peer.CreateDatabaseAsync();
        await peer.ExecuteAsync("CREATE TABLE t (n int)", one);
        await Assert.ThrowsAsync<PeerFailedException>(() => peer.ExecuteAsync("SELECT n FROM t", other));
        await peer.ExecuteAsync($"DROP DATABASE {NameOf(one)}; DROP DATABASE {NameOf(other)}");
    }

    [Fact]
    public async Task It_leaves_neither_server_nor_folder()
    {
        var peer = new PostgresPeer(new PostgresPeerOptions { ConnectionString = null });
        await peer.StartAsync();
        var (processId, folder) = (peer.ProcessId, peer.Folder);
        Assert.True(Remains.IsRunning(processId));
        await peer.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Remains.IsRunning(processId));
        Assert.Empty(Remains.ProcessesNaming(folder));
    }

    [Fact]
    public async Task A_durable_one_keeps_its_commits_over_an_immediate_stop()
    {
        await using var peer = new PostgresPeer(new PostgresPeerOptions { Durable = true });
        await peer.StartAsync();
        Assert.Equal("on|on|on", await peer.ExecuteAsync("SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"));
        await peer.ExecuteAsync("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
        var first = peer.ProcessId;

        await peer.StopImmediateAsync();
        await Assert.ThrowsAsync<PeerFailedException>(() => peer.ExecuteAsync("SELECT 1"));
        await peer.RestartAsync();

        Assert.NotEqual(first, peer.ProcessId);
        Assert.Equal("42", await peer.ExecuteAsync("SELECT n FROM kept"));
    }

    [Fact]
    public async Task A_given_server_is_used_and_not_stopped()
    {
        await using var own = new PostgresPeer(new PostgresPeerOptions { ConnectionString = null });
        await own.StartAsync();
        await using (var given = new PostgresPeer(new PostgresPeerOptions { ConnectionString = own.ConnectionString }))
        {
            await given.StartAsync();
            Assert.Equal(own.ConnectionString, given.ConnectionString);
            await Assert.ThrowsAsync<InvalidOperationException>(() => given.StopImmediateAsync());
        }
        Assert.Equal("1", await own.ExecuteAsync("SELECT 1"));
    }

    private static string NameOf(string connectionString) =>
        (string)new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString }["Database"];
}
