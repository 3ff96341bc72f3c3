namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Lmn _lmn = new();

    public void Dispose() => _lmn.Dispose();

    [Fact]
    public async Task Version_is_one_line()
    {
        var result = await _lmn.DoneAsync("--version");
        Assert.Matches(@"\A\d+\.\d+\.\d+\S*\r?\n\z", result.Output);
    }

    [Fact]
    public async Task Help_names_every_verb_the_variables_and_the_exit_codes()
    {
        var result = await _lmn.DoneAsync("help");
        foreach (var word in new[] { "smtp", "key", "db", "provider", "import", "erase", "send", "queue", "LMN_DB", "LMN_KEY", "4 uncertain" }) Assert.Contains(word, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_a_verb_is_that_of_its_option()
    {
        var byVerb = await _lmn.DoneAsync("help", "smtp", "send");
        Assert.Equal((await _lmn.DoneAsync("smtp", "send", "--help")).Output, byVerb.Output);
        Assert.Contains("--in-flight", byVerb.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A verb is missing: ")]
    [InlineData("A verb is missing: probe, send", "smtp")]
    [InlineData("prob is not a verb", "smtp", "prob")]
    [InlineData("--host is missing", "smtp", "probe", "--port", "25")]
    [InlineData("--port is not a whole number from 1 to 65535", "smtp", "probe", "--host", "a.example", "--port", "0")]
    [InlineData("--port is not a whole number from 1 to 65535", "smtp", "probe", "--host", "a.example", "--port", "70000")]
    [InlineData("--port is not a whole number from 1 to 65535", "smtp", "probe", "--host", "a.example", "--port", "smtp")]
    [InlineData("--tls is none of implicit, starttls, opportunistic, none", "smtp", "probe", "--host", "a.example", "--tls", "maybe")]
    [InlineData("--count is not a whole number from 1", "smtp", "send", "--host", "a.example", "--from", "a@b.example", "--count", "0")]
    [InlineData("--connections goes with --count", "smtp", "send", "--host", "a.example", "--from", "a@b.example", "--to", "a@b.example", "--connections", "2")]
    [InlineData("'--tenant'", "provider", "list")]
    [InlineData("--tenant", "provider", "list", "--tenant", "")]
    [InlineData("ID is not a provider's id", "provider", "show", "--tenant", "acme", "17")]
    [InlineData("A verb is missing: tenant, recipient", "erase")]
    [InlineData("--yes is missing, so nothing was removed. It would remove for good: all providers of acme with their sealed settings", "erase", "tenant", "--tenant", "acme")]
    [InlineData("--yes is missing, so nothing was removed. It would remove for good: what became of acme's mails to the address", "erase", "recipient", "--tenant", "acme", "--address", "jane@customer.example")]
    [InlineData("'--address'", "suppression", "add", "--tenant", "acme")]
    [InlineData("'--address'", "suppression", "remove", "--tenant", "acme")]
    [InlineData("--from has no domain", "smtp", "send", "--host", "a.example", "--from", "nonsense", "--to", "a@b.example")]
    [InlineData("--from has no domain", "import", "a.env", "--tenant", "acme", "--dry-run", "--from", "nonsense")]
    [InlineData("--address has no domain", "erase", "recipient", "--tenant", "acme", "--address", "jane", "--yes")]
    [InlineData("'--address'", "erase", "recipient", "--tenant", "acme", "--yes")]
    [InlineData("--pass-env takes the name of an environment variable", "smtp", "probe", "--host", "a.example", "--user", "u", "--pass-env", "my pass!")]
    public async Task Wrong_arguments_are_named_and_end_with_2(string complaint, params string[] arguments) =>
        (await _lmn.RunAsync(arguments)).Ends(2).Complains(complaint);

    [Fact]
    public async Task Wrong_arguments_are_one_object_for_programs()
    {
        var result = (await _lmn.RunAsync("smtp", "probe", "--port", "0", "--json")).Ends(2);
        Assert.Equal(2, (int)result.Json["error"]!["exitCode"]!);
        Assert.Contains("--port", (string)result.Json["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pass", "hunter2-planted")]
    [InlineData("--password=hunter2-planted")]
    [InlineData("--api-key", "hunter2-planted")]
    public async Task Secret_as_an_argument_is_refused_and_not_repeated(params string[] secret)
    {
        _lmn.Plant("UNUSED", "hunter2-planted");
        (await _lmn.RunAsync(["smtp", "probe", "--host", "a.example", .. secret])).Ends(2).Complains("a secret is never an argument");
    }

    [Theory]
    [InlineData("SMTP_PASS=... is not taken", "provider", "show", "--tenant", "acme", "ID", "SMTP_PASS=hunter2-planted")]
    [InlineData("--pass is not taken", "provider", "show", "--tenant", "acme", "--pass", "hunter2-planted")]
    [InlineData("Something stands behind ID that does not belong there", "provider", "show", "--tenant", "acme", "ID", "hunter2-planted")]
    [InlineData("Something stands behind FILE that does not belong there", "import", "a.env", "hunter2-planted", "--tenant", "acme")]
    [InlineData("Something stands behind FILE that does not belong there", "import", "a.env", "--tenant", "acme", "password:hunter2-planted")]
    [InlineData("Something stands behind lmn queue status that does not belong there", "queue", "status", "hunter2-planted")]
    [InlineData("shw is not a verb that is known here", "provider", "shw", "hunter2-planted")]
    [InlineData("--passwrd is not an option here", "provider", "show", "--tenant", "acme", "--passwrd=hunter2-planted", "ID")]
    public async Task What_may_be_a_secret_is_not_repeated_where_a_verb_takes_an_argument(string complaint, params string[] arguments)
    {
        _lmn.Plant("UNUSED", "hunter2-planted");
        (await _lmn.RunAsync(arguments)).Ends(2).Complains(complaint);
    }

    [Fact]
    public async Task Argument_that_begins_with_an_at_sign_is_no_response_file()
    {
        var file = _lmn.File("arguments", "--help");
        (await _lmn.RunAsync("smtp", "@" + file)).Ends(2);
    }

    [Fact]
    public async Task Key_stands_alone_on_standard_output_and_is_new_each_time()
    {
        var keys = new[] { (await _lmn.DoneAsync("key", "new")).Output.TrimEnd(), (await _lmn.DoneAsync("key", "new")).Output.TrimEnd() };
        Assert.All(keys, key => Assert.Equal(32, Convert.FromBase64String(key).Length));
        Assert.NotEqual(keys[0], keys[1]);
    }
}
