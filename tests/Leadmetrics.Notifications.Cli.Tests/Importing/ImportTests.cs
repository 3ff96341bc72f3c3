using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Testing;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Cli.Tests.Importing;

/// <summary><c>lmn import</c> as it is run.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private const string Planted = "import-planted";

    private readonly Lmn _lmn = new();

    public async ValueTask InitializeAsync()
    {
        await _lmn.WithDatabaseAsync();
        _lmn.Plant("SMTP_SECRET", Planted);
    }

    public ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_definition_in_yaml_becomes_a_row_that_passes_its_test()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Lmn.Cancel);
        var file = _lmn.File("notify.yaml", $$"""
            communications:
              default:
                mail:
                  enabled: true
                  platform: smtp
                  name: office
                  hostname: localhost
                  port: {{catcher.Port}}
                  username: u
                  password: "${SMTP_SECRET}"
                  sender: Acme <mail@acme.example>
                  tls_skip_verify: true
                  recipients: [ops@acme.example]
            settings:
              clusterName: blue
            """);
        var result = await _lmn.DoneAsync("import", file, "--tenant", "acme", "--priority", "7", "--json");
        var row = Assert.Single(result.Json["providers"]!.AsArray())!;
        Assert.Equal($"smtp 7 true  localhost {catcher.Port} u mail@acme.example Acme", $"{row["provider"]} {row["priority"]} {row["enabled"]} {row["verifiedAt"]} {row["config"]!["host"]} {row["config"]!["port"]} {row["config"]!["user"]} {row["config"]!["fromAddress"]} {row["config"]!["fromName"]}");
        Assert.True((bool)row["hasSecret"]!);
        Assert.Equal(
            ["communications.default.mail.name", "communications.default.mail.recipients", "communications.default.mail.tls_skip_verify", "settings"],
            Keys(result.Json["dropped"]!).Order(StringComparer.Ordinal));
        Assert.Contains("communications.default.mail.password", Keys(result.Json["mapped"]!));
        result.Complains("Dropped communications.default.mail.tls_skip_verify: certificates are always verified; put the server's authority in TrustedRootsFile, for lmn LMN_TRUSTED_ROOTS.");

        var id = (string)row["id"]!;
        Assert.Equal($"lmn provider test --tenant acme {id}", (string?)Assert.Single(result.Json["next"]!.AsArray()));
        Assert.True((bool)(await _lmn.DoneAsync("provider", "test", "--tenant", "acme", id, "--json")).Json["verified"]!);
    }

    [Fact]
    public async Task A_transport_of_nodemailer_becomes_a_row_and_what_was_dropped_is_said()
    {
        var file = _lmn.File("transport.json", """
            {
              // as it stands in the program
              "host": "smtp.acme.example", "port": 465, "secure": true, "name": "mail.acme.example",
              "auth": { "type": "login", "user": "u", "pass": "import-planted" },
              "pool": true, "maxConnections": 3, "maxMessages": 50, "rateLimit": 5, "connectionTimeout": 5000, "greetingTimeout": 3000,
              "tls": { "rejectUnauthorized": false, "servername": "mx.acme.example", "minVersion": "TLSv1.2" },
              "requireTLS": true, "logger": false,
            }
            """);
        var result = await _lmn.DoneAsync("import", file, "--tenant", "acme", "--from", "mail@acme.example", "--json");
        var config = Assert.Single(result.Json["providers"]!.AsArray())!["config"]!;
        Assert.Equal(
            "smtp.acme.example 465 true mail.acme.example u true 3 50 5 messages 5000 mx.acme.example",
            $"{config["host"]} {config["port"]} {config["secure"]} {config["name"]} {config["user"]} {config["pool"]} {config["maxConnections"]} {config["maxMessages"]} {config["limits"]!["perSecond"]} {config["limits"]!["count"]} {config["connectionTimeout"]} {config["tls"]!["servername"]}");
        Assert.Null(config["tls"]!["rejectUnauthorized"]);
        Assert.Equal(["greetingTimeout", "logger", "requireTLS", "tls.minVersion", "tls.rejectUnauthorized"], Keys(result.Json["dropped"]!).Order(StringComparer.Ordinal));
        result.Complains("Dropped tls.rejectUnauthorized: certificates are always verified");
    }

    [Fact]
    public async Task An_environment_file_makes_an_smtp_and_a_sendgrid_row_in_this_order()
    {
        _lmn.Plant("UNUSED", "SG.aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
        var file = _lmn.File(".env", """
            # mail
            export SMTP_HOST="smtp.acme.example"
            SMTP_PORT=587   # submission
            SMTP_USERNAME='u'
            SMTP_PASSWORD=${SMTP_SECRET}
            SMTP_FROM="Acme <mail@acme.example>"
            SMTP_TLS=true
            SENDGRID_API_KEY=SG.aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
            DATABASE_URL=postgres://somewhere
            """);
        var result = await _lmn.DoneAsync("import", file, "--tenant", "acme", "--disabled", "--json");
        var rows = result.Json["providers"]!.AsArray();
        Assert.Equal(["smtp 0 false mail@acme.example", "sendgrid 1 false mail@acme.example"], rows.Select(row => $"{row!["provider"]} {row["priority"]} {row["enabled"]} {row["config"]!["fromAddress"]}"));
        Assert.Equal("smtp.acme.example 587 u ", $"{rows[0]!["config"]!["host"]} {rows[0]!["config"]!["port"]} {rows[0]!["config"]!["user"]} {rows[0]!["config"]!["secure"]}");
        Assert.Equal(["DATABASE_URL"], Keys(result.Json["dropped"]!));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_made_without_database_or_key_and_masks_secrets()
    {
        using var bare = new Lmn();
        bare.Plant("SMTP_SECRET", Planted);
        const string Env = "SMTP_HOST=smtp.acme.example\nSMTP_USER=u\nSMTP_PASS=${SMTP_SECRET}\nSMTP_FROM=mail@acme.example\n";
        var shown = (await bare.RunAsync(["import", "-", "--format", "env", "--tenant", "acme", "--dry-run", "--json"], Env)).Ends(0).Json;
        var would = Assert.Single(shown["providers"]!.AsArray())!;
        Assert.Equal("true *** smtp.acme.example", $"{shown["dryRun"]} {would["secrets"]!["pass"]} {would["config"]!["host"]}");
        Assert.Null(would["id"]);

        var people = await _lmn.DoneAsync("import", _lmn.File("a.env", Env), "--tenant", "acme", "--dry-run");
        Assert.Matches(@"(?m)^pass +\*\*\*$", people.Output);
        Assert.Contains("Nothing was stored.", people.Output, StringComparison.Ordinal);

        var nested = """{"host":"smtp.acme.example","from":"mail@acme.example","rateLimit":5,"tls":{"servername":"mx.acme.example"}}""";
        people = await _lmn.DoneAsync("import", _lmn.File("nested.json", nested), "--tenant", "acme", "--dry-run");
        Assert.Matches("""(?m)^limits +\{"perSecond":5,"count":"messages"\}\r?$""", people.Output);
        Assert.Matches("""(?m)^tls +\{"servername":"mx.acme.example"\}\r?$""", people.Output);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Where_one_definition_is_refused_none_is_stored_and_all_reasons_are_told()
    {
        var file = _lmn.File("two.yml", """
            - { platform: smtp, host: smtp.acme.example, user: u, password: import-planted, from: mail@acme.example }
            - { platform: smtp, host: 10.0.0.1, user: u, password: "${NOT_SET_ANYWHERE}", from: mail@acme.example, colour: import-planted }
            """);
        var result = (await _lmn.RunAsync("import", file, "--tenant", "acme", "--json")).Ends(3)
            .Complains("[1].password refers to NOT_SET_ANYWHERE, which is not set: set that variable where lmn runs, or write a value.")
            .Complains("[1].colour is not a key that is known: correct its name, or remove it.")
            .Complains("Nothing was imported.");
        Assert.Equal(["[1].password", "[1].colour"], Keys(result.Json["refused"]!));
        Assert.Equal(3, (int)result.Json["error"]!["exitCode"]!);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_file_that_is_imported_again_is_refused_and_changes_nothing()
    {
        var file = _lmn.File("one.json", """{"host":"smtp.acme.example","auth":{"user":"u","pass":"import-planted"},"from":"mail@acme.example"}""");
        var id = (string)Assert.Single((await _lmn.DoneAsync("import", file, "--tenant", "acme", "--json")).Json["providers"]!.AsArray())!["id"]!;
        (await _lmn.RunAsync("import", file, "--tenant", "acme", "--json")).Ends(3).Complains($"host names an account that is there already, as {id}: remove that row first (lmn provider remove), or the definition.");
        Assert.Equal(1, await CountAsync());

        await _lmn.DoneAsync("import", file, "--tenant", "other");
        var twice = _lmn.File("twice.json", """[{"host":"a.acme.example"},{"host":"a.acme.example"}]""");
        (await _lmn.RunAsync("import", twice, "--tenant", "acme", "--from", "mail@acme.example", "--dry-run")).Ends(3).Complains("[1].host names the account of [0].host once more: leave one of them.");
    }

    [Fact]
    public async Task The_forms_that_popular_programs_document_are_read()
    {
        var rails = _lmn.File("rails.env", """
            SMTP_ADDRESS=smtp.acme.example
            SMTP_PORT=587
            SMTP_DOMAIN=acme.example
            SMTP_USERNAME=u
            SMTP_PASSWORD='import-planted'
            SMTP_AUTHENTICATION=plain
            SMTP_ENABLE_STARTTLS_AUTO=true
            SMTP_OPENSSL_VERIFY_MODE=none
            SMTP_DELIVERY_METHOD=smtp
            """);
        var config = Assert.Single((await _lmn.DoneAsync("import", rails, "--tenant", "rails", "--from", "mail@acme.example", "--json")).Json["providers"]!.AsArray())!["config"]!;
        Assert.Equal("smtp.acme.example 587 acme.example u ", $"{config["host"]} {config["port"]} {config["name"]} {config["user"]} {config["secure"]}");

        // With the mark and the line ends of Windows.
        var vault = _lmn.File("vault.env", "\uFEFFSMTP_HOST=smtp.acme.example\r\nSMTP_FROM=mail@acme.example\r\nSMTP_FROM_NAME=Vault\r\nSMTP_SECURITY=force_tls\r\nSMTP_PORT=465\r\nSMTP_EMBED_IMAGES=true\r\nSMTP_ACCEPT_INVALID_CERTS=false\r\nSMTP_ACCEPT_INVALID_HOSTNAMES=false\r\n");
        config = Assert.Single((await _lmn.DoneAsync("import", vault, "--tenant", "vault", "--json")).Json["providers"]!.AsArray())!["config"]!;
        Assert.Equal("smtp.acme.example 465 true Vault", $"{config["host"]} {config["port"]} {config["secure"]} {config["fromName"]}");
    }

    [Fact]
    public async Task Where_the_database_fails_midway_the_rows_before_are_taken_back()
    {
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_lmn.Folder, "lmn.db")};Pooling=False"))
        {
            await database.OpenAsync(Lmn.Cancel);
            await using var command = database.CreateCommand();
            command.CommandText = "CREATE TRIGGER one_only BEFORE INSERT ON notification_providers WHEN (SELECT count(*) FROM notification_providers) > 0 BEGIN SELECT RAISE(ABORT, 'full'); END";
            await command.ExecuteNonQueryAsync(Lmn.Cancel);
        }

        var file = _lmn.File("two.json", """[{"host":"a.acme.example"},{"host":"b.acme.example"}]""");
        var result = (await _lmn.RunAsync("import", file, "--tenant", "acme", "--from", "Acme <mail@acme.example>", "--json")).Complains("Not all could be added; removing what was: ");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("[0].server may not be called from here", """[{"server":"10.0.0.1","from":"a@acme.example"}]""")]
    [InlineData("LMN_ALLOW_LOOPBACK", """{"host":"10.0.0.1","from":"a@acme.example"}""")]
    [InlineData("port is not a whole number", """{"host":"smtp.acme.example","port":"import-planted","from":"a@acme.example"}""")]
    [InlineData("pass is missing, but there is a user", """{"host":"smtp.acme.example","auth":{"user":"u"},"from":"a@acme.example"}""")]
    [InlineData("from is missing: add the sender's address to the definition, or give --from", """{"host":"smtp.acme.example"}""")]
    [InlineData("holds a key twice", """{"host":"import-planted","host":"smtp.acme.example"}""")]
    [InlineData("is not valid JSON (line 1", """{"host":"import-planted""")]
    [InlineData("not valid Unicode", """{"host":"\ud800"}""")]
    [InlineData("defines no e-mail provider", """{"database":{"host":"db.acme.example","password":"import-planted"}}""")]
    public async Task What_the_library_refuses_is_told_by_the_files_own_key(string complaint, string json)
    {
        (await _lmn.RunAsync("import", _lmn.File("a.json", json), "--tenant", "acme", "--json")).Ends(3).Complains(complaint);
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("SMTP_PASS", "SMTP_PASS=import-planted")]
    [InlineData("--pass", "--pass=import-planted")]
    [InlineData("--pass", "--pass", "import-planted")]
    [InlineData("--password", "a.env", "--password", "import-planted")]
    [InlineData("SMTP_PASS", "a.env", "SMTP_PASS=import-planted")]
    [InlineData("FILE", "smtp://u:import-planted@smtp.acme.example")]
    [InlineData("FILE", """{"host":"a","pass":"import-planted"}""")]
    public async Task A_secret_as_an_argument_is_refused_by_its_name_and_not_repeated(string name, params string[] arguments)
    {
        _lmn.File("a.env", "SMTP_HOST=smtp.acme.example\nSMTP_FROM=mail@acme.example\n");
        (await _lmn.RunAsync(["import", "--tenant", "acme", .. arguments])).Ends(2).Complains(name).Complains("never an argument");
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData(2, "--format is missing", "notify.conf")]
    [InlineData(3, "FILE cannot be read", "no-such.yaml")]
    [InlineData(3, "FILE sets neither", "empty.env")]
    public async Task A_file_that_is_none_is_told(int exitCode, string complaint, string name)
    {
        _lmn.File("notify.conf");
        _lmn.File("empty.env", "# nothing\n");
        (await _lmn.RunAsync("import", name, "--tenant", "acme")).Ends(exitCode).Complains(complaint);
    }

    private static IEnumerable<string> Keys(JsonNode notes) => notes.AsArray().Select(note => (string)note!["key"]!);

    private async Task<int> CountAsync() => (await _lmn.DoneAsync("provider", "list", "--tenant", "acme", "--json")).Json["providers"]!.AsArray().Count;
}
