using System.Security.Cryptography;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>Every command of the README and of the pages about <c>lmn</c> is run as it stands there, but for what is listed here.</summary>
public sealed class ShellLinesTests : IAsyncLifetime
{
    private const string Password = "docs-planted";

    // The id of the row that was added last.
    private const string LastId = """$(lmn provider list --tenant acme --json | sed 's/.*"id":"\([^"]*\)".*/\1/')""";

    // Made behind the skips: where there is no such shell, there is nothing to make them for.
    private ShellRun _run = null!;
    private StubDnsServer _dns = null!;
    private SmtpCatcher _catcher = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The pages' lines are those of a shell with GNU's tools.");
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).All(folder => !File.Exists(Path.Combine(folder, "openssl")))) PeerPolicy.Missing("openssl", "install openssl (Debian: apt-get install openssl).");
        _run = new ShellRun();
        _dns = StubDnsServer.Start();
        _catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        _run.Set("LMN_ALLOW_LOOPBACK", "1");
        _run.File(".env", $"SMTP_HOST=localhost\nSMTP_PORT={_catcher.Port}\nSMTP_USER=imported\nSMTP_PASS={Password}\nSMTP_FROM=hello@example.com\n");
        _run.File("notifications.yaml", $"email:\n  platform: smtp\n  host: localhost\n  port: {_catcher.Port}\n  user: imported\n  password: {Password}\n");
        using var key = RSA.Create(2048);
        foreach (var line in (string[])
        [
            "example.com TXT v=spf1 include:sendgrid.net -all",
            "sendgrid.net TXT v=spf1 ip4:192.0.2.0/24 ~all",
            $"s1._domainkey.example.com TXT v=DKIM1; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}",
            "_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com",
            "example.com MX 10 mail.example.com",
            "mail.example.com A 192.0.2.25",
        ]) _dns.Zone.Line(line);
    }

    public async ValueTask DisposeAsync()
    {
        _run?.Dispose();
        if (_dns is not null) await _dns.DisposeAsync();
        if (_catcher is not null) await _catcher.DisposeAsync();
    }

    [Fact]
    public async Task Every_command_of_the_README_runs()
    {
        var printed = await RunAsync(
            "README.md",
            before: [],
            exchanged: [
                ("--host smtp.example.com --port 587", $"--host localhost --port {_catcher.Port}"),
                ("lmn smtp probe --host smtp.example.com --port 587", $"lmn smtp probe --host localhost --port {_catcher.Port} --allow-private --tls none"),
                ("SMTP_PASSWORD=…", $"SMTP_PASSWORD={Password}"),
                (" acme ID", $" acme {LastId}"),
                ("lmn domain check example.com --selector s1", $"lmn domain check example.com --selector s1 --server {_dns.EndPoint}"),
                ("lmn provider domain --tenant acme ID", $"lmn provider domain --tenant acme {LastId} --server {_dns.EndPoint}"),
                ("dotnet run --project src/Leadmetrics.Notifications.Cli --", "dotnet run --project src/Leadmetrics.Notifications.Cli -- --version"),
            ],
            named: ["lmn suppression", "lmn queue", "lmn import", "lmn erase tenant", "lmn erase recipient", "lmn queue work", "./dev demo --postgres", "./dev demo --serve", "./dev bench"],

            // It is what runs this test.
            exempt: "./dev test");

        Assert.Contains("demo: delivered 2 of 2", printed, StringComparison.Ordinal);
        Assert.Equal(("Hello", "Good morning."), (Assert.Single(_catcher.Messages).Subject, _catcher.Messages[0].Text?.Trim()));
    }

    [Fact]
    public async Task Every_command_of_the_page_of_the_tools_package_runs() => await RunAsync(
        "src/Leadmetrics.Notifications.Cli/README.md",
        before: [],
        exchanged: [("lmn smtp probe --host smtp.example.com --port 587", $"lmn smtp probe --host localhost --port {_catcher.Port} --allow-private --tls none")],
        named: [],

        // It asks a feed for the package: tests/Packages.Tests installs the packed one.
        exempt: "dotnet tool install --global Leadmetrics.Notifications.Cli");

    [Fact]
    public async Task Every_command_of_the_page_about_import_runs() => await RunAsync(
        "docs/import.md",
        before: ["export LMN_KEY=$(lmn key new) LMN_DB=sqlite:notifications.db", "lmn db migrate"],
        exchanged: [(" acme ID", $" acme {LastId}"), ("lmn import FILE --tenant T", "lmn import .env --tenant another")],
        named: []);

    [Fact]
    public async Task Every_command_of_the_page_about_domains_runs() => await RunAsync(
        "docs/domain-check.md",
        before: ["export LMN_KEY=$(lmn key new) LMN_DB=sqlite:notifications.db", "lmn db migrate", "lmn import .env --tenant acme"],
        exchanged: [("--include sendgrid.net", $"--include sendgrid.net --server {_dns.EndPoint}"), ("lmn provider domain --tenant acme ID", $"lmn provider domain --tenant acme {LastId} --server {_dns.EndPoint}")],
        named: ["lmn provider domain"]);

    // No account waits and no mail is held here: these verbs end with 1 then, and with 2 or 3 where a word of them is wrong.
    [Fact]
    public async Task Every_command_of_the_page_about_the_queue_runs() => await RunAsync(
        "docs/queue-states.md",
        before: ["export LMN_KEY=$(lmn key new) LMN_DB=sqlite:notifications.db", "lmn db migrate", "lmn import .env --tenant T", $"lmn provider test --tenant T {LastId.Replace("acme", "T", StringComparison.Ordinal)}"],
        exchanged: [
            ("--id ID", """--id $(lmn queue add --tenant T --to jane@customer.example --json | grep -oE -m1 '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | head -n1)"""),
            ("--id ID --as delivered", "--id 6f9619ff-8b86-d011-b42d-00c04fc964ff --as delivered || [ $? = 1 ]"),
            ("--close ACCOUNT", "--close row:none || [ $? = 1 ]"),
            ("--close platform", "--close platform || [ $? = 1 ]"),
            ("./dev chaos --help", "./dev help | grep chaos"),
        ],
        named: ["lmn queue", "lmn queue work", "lmn queue settle", "lmn queue requeue", "lmn queue cancel", "lmn provider test", "lmn erase tenant", "lmn erase recipient", "./dev chaos"]);

    [Fact]
    public async Task Every_command_of_the_page_about_Amazon_SES_runs()
    {
        await using var ses = FakeSes.Start();
        ses.SecretAccessKey = Password.PadRight(40, 'x');
        ses.Identities["acme.example"] = true;
        _run.Set("SES_BASE_ADDRESS", ses.BaseAddress.ToString());
        await RunAsync(
            "docs/ses.md",
            before: ["export LMN_KEY=$(lmn key new) LMN_DB=sqlite:notifications.db", "lmn db migrate"],
            exchanged: [
                ("SECRET=… lmn provider add --tenant acme --provider ses --access-key-id AKIA…", $"SECRET={ses.SecretAccessKey} lmn provider add --tenant acme --provider ses --access-key-id {ses.AccessKeyId}"),
                (" acme ID", $" acme {LastId}"),
            ],
            named: []);
        Assert.NotEmpty(ses.Requests);
    }

    /// <param name="page">The page's path in the repository.</param>
    /// <param name="before">What its reader has done before.</param>
    /// <param name="exchanged">What cannot be in a test as it is for a reader, and what takes its place; the longest one that fits a line is taken.</param>
    /// <param name="named">Commands of the prose that are only spoken of, since they want more words, long, a terminal or a Docker: they exist.</param>
    /// <param name="exempt">The one command that is not looked at.</param>
    private async Task<string> RunAsync(string page, string[] before, (string Written, string Run)[] exchanged, string[] named, string? exempt = null)
    {
        var shell = ShellPage.Read(page);
        Assert.Empty(shell.Languages.Except(["bash", "csharp", "json", "mermaid"]));
        Assert.DoesNotContain(shell.Lines, line => line.IsInBlock && named.Contains(line.Text));
        foreach (var word in named.Append(exempt ?? named.FirstOrDefault())) Assert.True(word is null || shell.Lines.Any(line => line.Text == word), $"{word} is listed here, and not in {page}.");
        foreach (var name in named) Assert.True(await ExistsAsync(name), $"{page} speaks of {name}, which does not exist.");
        var used = new HashSet<string>();
        string Exchange(string line)
        {
            if (exchanged.Where(each => line.Contains(each.Written, StringComparison.Ordinal)).OrderByDescending(each => each.Written.Length).FirstOrDefault() is not ({ } written, var run)) return line;
            used.Add(written);
            return line.Replace(written, run, StringComparison.Ordinal);
        }

        var lines = shell.Lines.Select(line => line.Text).Where(line => !named.Contains(line) && line != exempt).Select(Exchange).ToArray();
        Assert.NotEmpty(lines);
        Assert.Equal(exchanged.Select(each => each.Written).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));

        var printed = await _run.RunAsync([.. before, .. lines]);
        Assert.DoesNotContain(Password, printed, StringComparison.Ordinal);
        return printed;
    }

    private async Task<bool> ExistsAsync(string command)
    {
        var words = command.Split(' ');
        if (words[0] == "lmn")
        {
            System.CommandLine.Command? verb = CommandLine.Create();
            foreach (var word in words.Skip(1)) verb = verb?.Subcommands.FirstOrDefault(inner => inner.Name == word);
            return verb is not null;
        }

        var help = await _run.RunAsync(["./dev help"]);
        return help.Split('\n').Any(line => line.StartsWith($"  {words[1]} ", StringComparison.Ordinal) && words.Skip(2).All(word => line.Contains(word, StringComparison.Ordinal)));
    }
}
