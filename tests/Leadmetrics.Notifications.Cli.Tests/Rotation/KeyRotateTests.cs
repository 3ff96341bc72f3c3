using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Cli.Tests.Rotation;

public sealed class KeyRotateTests : IAsyncLifetime
{
    private readonly Lmn _lmn = new();
    private readonly string _old = KeyGenerator.NewKey();
    private readonly string _new = KeyGenerator.NewKey();

    public async ValueTask InitializeAsync()
    {
        _lmn.Plant("LMN_KEY", _new).Plant("LMN_KEY", _old).Plant("LMN_PASS", "row-pass-planted").Set("LMN_DB", $"sqlite:{Path.Combine(_lmn.Folder, "lmn.db")}");
        await _lmn.DoneAsync("db", "migrate");
    }

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Providers_come_under_the_new_key_and_open_with_it_alone()
    {
        var id = await AddAsync("acme");
        await AddAsync("globex");
        _lmn.Set("LMN_KEY", _new).Set("LMN_OLD_KEYS", _old);
        Assert.Equal("mail.acme.example", await HostAsync("acme", id));

        var rotated = await _lmn.DoneAsync("key", "rotate");

        Assert.Contains("2 of 2 rows, 2 rewrapped, 0 re-encrypted, 0 failed", rotated.Output, StringComparison.Ordinal);
        Assert.Contains($"2 rows: 2 rewrapped, 0 re-encrypted, 0 under the key {KeyGenerator.IdOf(_new)} before, 0 left.", rotated.Output, StringComparison.Ordinal);
        Assert.Equal("", rotated.Errors);
        _lmn.Set("LMN_OLD_KEYS", "");
        Assert.Equal("mail.acme.example", await HostAsync("acme", id));
        Assert.Equal(2, (int)(await _lmn.DoneAsync("key", "rotate", "--json")).Json["alreadyCurrent"]!);
    }

    [Fact]
    public async Task With_json_standard_output_is_one_object_and_people_read_on_beside_it()
    {
        await AddAsync("acme");
        _lmn.Set("LMN_KEY", _new).Set("LMN_OLD_KEYS", _old);

        var rotated = await _lmn.DoneAsync("key", "rotate", "--json");

        Assert.Equal(
            $$"""{"key":"{{KeyGenerator.IdOf(_new)}}","complete":true,"rows":1,"rewrapped":1,"reencrypted":0,"alreadyCurrent":0,"failed":0,"failures":[]}""",
            rotated.Json.ToJsonString());
        rotated.Complains("1 of 1 row, 1 rewrapped");
    }

    [Fact]
    public async Task What_is_under_a_compromised_key_opens_in_no_verb_until_it_is_encrypted_anew()
    {
        var id = await AddAsync("acme");
        _lmn.Set("LMN_KEY", _new).Set("LMN_COMPROMISED_KEYS", _old);
        Assert.Null(await HostAsync("acme", id));

        Assert.Equal("0 1", Numbers(await _lmn.DoneAsync("key", "rotate", "--json"), "rewrapped", "reencrypted"));

        Assert.Equal("mail.acme.example", await HostAsync("acme", id));
    }

    [Fact]
    public async Task Rows_that_are_left_are_named_and_end_with_1()
    {
        _lmn.Plant("LMN_KEY", KeyGenerator.NewKey());
        var lost = await AddAsync("acme");
        _lmn.Set("LMN_KEY", _old);
        await AddAsync("globex");
        _lmn.Set("LMN_KEY", _new).Set("LMN_OLD_KEYS", _old);

        var rotated = (await _lmn.RunAsync("key", "rotate")).Ends(1).Complains("Keep the older keys");
        Assert.Contains($"{lost}  Config: The settings are sealed under a key that is not configured.", rotated.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("acme", rotated.Output + rotated.Errors, StringComparison.Ordinal);

        var shown = (await _lmn.DoneAsync("provider", "show", "--tenant", "acme", lost)).Output;
        Assert.Matches(@"last error +The settings are sealed under a key that is not configured\.\s*\n", shown);
        Assert.Matches("secret +cannot be opened", shown);

        var again = (await _lmn.RunAsync("key", "rotate", "--json")).Ends(1);
        Assert.Equal("2 0 1 1", Numbers(again, "rows", "rewrapped", "alreadyCurrent", "failed"));
        Assert.Equal(lost, (string?)Assert.Single(again.Json["failures"]!.AsArray())!["id"]);
    }

    [Fact]
    public async Task Keys_with_given_ids_are_those_of_hosts_that_give_them()
    {
        _lmn.Set("LMN_KEY", $"2026-03:{_old}");
        var id = await AddAsync("acme");
        _lmn.Set("LMN_KEY", $"2026-11:{_new}").Set("LMN_OLD_KEYS", _old);
        Assert.Null(await HostAsync("acme", id));

        _lmn.Set("LMN_OLD_KEYS", $" {KeyGenerator.NewKey()} , 2026-03:{_old} ");
        Assert.Equal("2026-11", (string?)(await _lmn.DoneAsync("key", "rotate", "--json")).Json["key"]);
        _lmn.Set("LMN_OLD_KEYS", "");
        Assert.Equal("mail.acme.example", await HostAsync("acme", id));
    }

    [Theory]
    [InlineData("LMN_OLD_KEYS", "key-planted", "LMN_OLD_KEYS is not 32 bytes in base64")]
    [InlineData("LMN_OLD_KEYS", "NEW,key-planted", "LMN_OLD_KEYS in its entry 1 holds the key")]
    [InlineData("LMN_OLD_KEYS", "OTHER,key-planted", "LMN_OLD_KEYS in its entry 2 is not 32 bytes in base64")]
    [InlineData("LMN_OLD_KEYS", "OTHER,", "LMN_OLD_KEYS in its entry 2 is not 32 bytes in base64")]
    [InlineData("LMN_OLD_KEYS", ":OTHER", "LMN_OLD_KEYS has nothing before its colon")]
    [InlineData("LMN_OLD_KEYS", "OTHER:k1", "LMN_OLD_KEYS is not 32 bytes in base64")]
    [InlineData("LMN_OLD_KEYS", "a:OTHER,a:NEW", "LMN_OLD_KEYS in its entry 2 holds the key a, which it holds twice")]
    [InlineData("LMN_COMPROMISED_KEYS", "NEW", "which LMN_KEY holds too")]
    [InlineData("LMN_COMPROMISED_KEYS", "c2hvcnQ=", "LMN_COMPROMISED_KEYS is not 32 bytes in base64")]
    [InlineData("LMN_KEY", "", "LMN_KEY is not set")]
    [InlineData("LMN_KEY", "k1:key-planted", "LMN_KEY is not 32 bytes in base64")]
    public async Task A_wrong_key_is_named_by_its_variable_and_place_and_never_repeated(string variable, string value, string complaint)
    {
        var other = KeyGenerator.NewKey();
        _lmn.Plant("UNUSED", "key-planted").Plant("UNUSED", other).Set("LMN_KEY", _new);
        _lmn.Set(variable, value.Replace("NEW", _new, StringComparison.Ordinal).Replace("OTHER", other, StringComparison.Ordinal));

        foreach (var verb in (string[][])[["key", "rotate"], ["provider", "list", "--tenant", "acme"]]) (await _lmn.RunAsync(verb)).Ends(3).Complains(complaint);
    }

    [Fact]
    public async Task A_database_that_is_not_migrated_ends_with_3()
    {
        (await _lmn.RunAsync("key", "rotate", "--db", $"sqlite:{Path.Combine(_lmn.Folder, "none.db")}", "--json")).Ends(3).Complains("lmn db migrate");
        Assert.False(File.Exists(Path.Combine(_lmn.Folder, "none.db")));
    }

    [Fact]
    public async Task Help_tells_the_variables()
    {
        var help = (await _lmn.DoneAsync("--help")).Output;
        Assert.Contains("LMN_OLD_KEYS", help, StringComparison.Ordinal);
        Assert.Contains("LMN_COMPROMISED_KEYS", help, StringComparison.Ordinal);
        Assert.Contains("LMN_KEY", (await _lmn.DoneAsync("help", "key", "rotate")).Output, StringComparison.Ordinal);
    }

    private static string Numbers(LmnResult result, params string[] names) => string.Join(' ', names.Select(name => (long)result.Json[name]!));

    private async Task<string> AddAsync(string tenant) => (string)(await _lmn.DoneAsync(
        "provider", "add", "--tenant", tenant, "--provider", "smtp", "--host", $"mail.{tenant}.example", "--port", "587", "--user", "u", "--pass-env", "LMN_PASS", "--from", $"a@{tenant}.example", "--json")).Json["provider"]!["id"]!;

    private async Task<string?> HostAsync(string tenant, string id) =>
        (string?)((JsonObject?)(await _lmn.DoneAsync("provider", "show", "--tenant", tenant, id, "--json")).Json["provider"]!["config"])?["host"];
}
