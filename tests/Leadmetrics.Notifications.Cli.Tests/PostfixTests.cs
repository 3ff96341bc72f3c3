using System.Globalization;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Cli.Tests;

/// <summary><c>lmn</c> against a real Postfix, and over databases of its own making.</summary>
public sealed class PostfixTests(PeerFixture<PostfixPeer> postfix, PeerFixture<PostgresPeer> postgres) : IDisposable
{
    private readonly Lmn _lmn = new();

    public void Dispose() => _lmn.Dispose();

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task Probe_and_send_with_tls_and_auth(string tls)
    {
        var peer = await postfix.GetAsync();
        var port = (tls == "implicit" ? peer.ImplicitTlsPort : peer.SubmissionPort).ToString(CultureInfo.InvariantCulture);
        string[] server = ["--host", "localhost", "--port", port, "--tls", tls, "--ca", await AuthorityAsync(), "--allow-private", "--user", peer.Options.User, "--pass-env", "PASS"];
        _lmn.Set("PASS", peer.Options.Password);

        var probe = (await _lmn.DoneAsync(["smtp", "probe", .. server, "--json"])).Json;
        Assert.Contains(probe["stages"]!.AsArray(), stage => $"{stage!["stage"]} {stage["outcome"]}" == "auth passed");

        var sent = await _lmn.DoneAsync(["smtp", "send", .. server, "--from", "Me <user@example.test>", "--to", "box@example.test", "--subject", "Grüße von lmn", "--json"]);
        var mail = await peer.DeliveredAsync((string)sent.Json["messageId"]!, Lmn.Cancel);
        Assert.Contains("Subject: =?utf-8?", await File.ReadAllTextAsync(mail, Lmn.Cancel), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Wrong_password_ends_with_1()
    {
        var peer = await postfix.GetAsync();
        _lmn.Plant("PASS", "wr0ng-planted");
        var result = (await _lmn.RunAsync(
            "smtp", "probe", "--host", "localhost", "--port", $"{peer.SubmissionPort}", "--ca", await AuthorityAsync(), "--allow-private", "--user", peer.Options.User, "--pass-env", "PASS", "--json")).Ends(1);
        Assert.Equal("authentication", (string?)result.Json["failure"]!["kind"]);
    }

    [Fact]
    public async Task Many_messages_are_all_taken()
    {
        var peer = await postfix.GetAsync();
        var result = await _lmn.DoneAsync(
            "smtp", "send", "--host", "localhost", "--port", $"{peer.RelayPort}", "--ca", await AuthorityAsync(), "--allow-private", "--from", "a@example.test", "--to", "gone@elsewhere.test",
            "--count", "200", "--connections", "2", "--in-flight", "4", "--json");
        Assert.Equal(200, (int)result.Json["messages"]!);
        TestContext.Current.TestOutputHelper?.WriteLine($"{result.Json["messagesPerSecond"]} messages a second");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Tenant_sends_through_the_row_that_lmn_added(string store)
    {
        var peer = await postfix.GetAsync();
        _lmn.Set("LMN_DB", store == "sqlite" ? $"sqlite:{Path.Combine(_lmn.Folder, "lmn.db")}" : $"postgres:{await (await postgres.GetAsync()).CreateDatabaseAsync(Lmn.Cancel)}");
        _lmn.Plant("LMN_KEY", (await _lmn.DoneAsync("key", "new")).Output.Trim());
        _lmn.Set("LMN_ALLOW_LOOPBACK", "1").Set("LMN_TRUSTED_ROOTS", await AuthorityAsync()).Set("PASS", peer.Options.Password);
        await _lmn.DoneAsync("db", "migrate");
        var id = (string)(await _lmn.DoneAsync(
            "provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "localhost", "--port", $"{peer.SubmissionPort}", "--user", peer.Options.User, "--pass-env", "PASS",
            "--from", "Acme <user@example.test>", "--json")).Json["provider"]!["id"]!;
        await _lmn.DoneAsync("provider", "test", "--tenant", "acme", id);
        var sent = await _lmn.DoneAsync("send", "--tenant", "acme", "--to", "box@example.test", "--html", "<p>hello</p>", "--text", "hello", "--json");
        Assert.Equal("smtp", (string?)sent.Json["provider"]);
        await peer.DeliveredAsync((string)sent.Json["messageId"]!, Lmn.Cancel);
    }

    private static async Task<string> AuthorityAsync() => (await TestCertificates.SharedAsync()).AuthorityFile;
}
