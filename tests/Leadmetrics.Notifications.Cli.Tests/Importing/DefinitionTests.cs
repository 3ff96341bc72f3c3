using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Importing;

namespace Leadmetrics.Notifications.Cli.Tests.Importing;

/// <summary>What definitions become, before the library judges them.</summary>
public sealed class DefinitionTests
{
    private const string Planted = "tests-planted";

    // Backstage, as its documentation has it.
    private const string Backstage = """
        app: { title: Portal }
        notifications:
          processors:
            email:
              transportConfig:
                transport: smtp
                hostname: smtp.acme.example
                port: 587
                secure: false
                username: u
                password: { $env: PATH }
              sender: mail@acme.example
              replyTo: no-reply@acme.example
              concurrencyLimit: 10
              cache: { ttl: { days: 1 } }
        """;

    // Argo CD keeps a service as a text within a ConfigMap.
    private const string Argo = """
        apiVersion: v1
        kind: ConfigMap
        data:
          service.email.gmail: |
            username: u
            password: ${PATH}
            host: smtp.acme.example
            port: 465
            from: mail@acme.example
        """;

    [Theory]
    [InlineData("""{"host":"h","port":"465"}""", """{"host":"h","port":465}""")]
    [InlineData("""{"host":"h","port":465,"secure":true}""", """{"host":"h","port":465,"secure":true}""")]
    [InlineData("""{"host":"h","ssl":"yes"}""", """{"host":"h","secure":true}""")]
    [InlineData("""{"host":"h","secure":"ssl"}""", """{"host":"h","secure":true}""")]
    [InlineData("""{"host":"h","encryption":"tls"}""", """{"host":"h"}""")]
    [InlineData("""{"host":"h","starttls":true}""", """{"host":"h","secure":false}""")]
    [InlineData("""{"host":"h","secure":true,"starttls":false}""", """{"host":"h","secure":true}""")]
    [InlineData("""{"host":"h","tls":{"rejectUnauthorized":true}}""", """{"host":"h","tls":{"rejectUnauthorized":true}}""")]
    [InlineData("""{"host":"h","insecure":false}""", """{"host":"h","tls":{"rejectUnauthorized":true}}""")]
    [InlineData("""{"host":"h","user":"u","username":"u"}""", """{"host":"h","user":"u"}""")]
    [InlineData("""{"host":"h","auth":{"credentials":{"user":"u","pass":"p"}}}""", """{"host":"h","user":"u","pass":"p"}""")]
    [InlineData("""{"host":"h","rateLimit":9,"rateDelta":60000}""", """{"host":"h","limits":{"perMinute":9,"count":"messages"}}""")]
    [InlineData("""{"host":"h","dkim":{"domainName":"d.example","keySelector":"s","privateKey":"k"}}""", """{"host":"h","dkim":{"domain":"d.example","selector":"s","privateKey":"k"}}""")]
    [InlineData("""{"host":"h","dkim":{"keys":[{"domainName":"d.example","keySelector":"s","privateKey":"k"}]}}""", """{"host":"h","dkim":{"domain":"d.example","selector":"s","privateKey":"k"}}""")]
    [InlineData("""{"service":"gmail","auth":{"user":"u","pass":"p"}}""", """{"user":"u","pass":"p","host":"smtp.gmail.com","port":587,"secure":false}""")]
    [InlineData("""{"service":"gmail","secure":true,"auth":{"user":"u","pass":"p"}}""", """{"user":"u","pass":"p","secure":true,"host":"smtp.gmail.com","port":465}""")]
    [InlineData("""{"service":"yahoo","secure":false}""", """{"secure":false,"host":"smtp.mail.yahoo.com","port":587}""")]
    [InlineData("""{"smtp":{"address":"h","user_name":"u","password":"p"}}""", """{"host":"h","user":"u","pass":"p"}""")]
    [InlineData("""{"action_mailer":{"smtp_settings":{"address":"h","port":465}}}""", """{"host":"h","port":465}""")]
    [InlineData("""{"email":{"smtp_host":"h","smtp_port":465}}""", """{"host":"h","port":465}""")]
    [InlineData("""{"smtp_server":"h"}""", """{"host":"h"}""")]
    [InlineData("""{"transport":{"host":"h"},"defaults":{"from":"x@acme.example"}}""", """{"host":"h"}""")]
    [InlineData("""{"smtp":{"host":"h","port":465},"from":"x@acme.example","to":["y@acme.example"]}""", """{"host":"h","port":465}""")]
    [InlineData("""{"platform":"smtp","address":"h","user_name":"u","domain":"d.example","authentication":"plain","enable_starttls_auto":true}""", """{"host":"h","user":"u","name":"d.example"}""")]
    [InlineData("""{"platform":"smtp","host":"h","security":"force_tls","accept_invalid_certs":false}""", """{"host":"h","secure":true,"tls":{"rejectUnauthorized":true}}""")]
    [InlineData("""{"service":"SES-EU-WEST-1","port":465}""", """{"port":465,"host":"email-smtp.eu-west-1.amazonaws.com","secure":true}""")]
    [InlineData("""{"service":"SendGrid","auth":{"pass":"p"}}""", """{"pass":"p","host":"smtp.sendgrid.net","port":587,"secure":false,"user":"apikey"}""")]
    [InlineData("""{"service":"Gmail","auth":{"type":"OAuth2","user":"u","clientId":"i","clientSecret":"s","refreshToken":"r","accessToken":"a","expires":1}}""", """{"user":"u","host":"smtp.gmail.com","port":587,"secure":false,"auth":{"type":"oauth2","clientId":"i","clientSecret":"s","refreshToken":"r","provider":"google"}}""")]
    [InlineData("""{"host":"h","auth":{"type":"OAuth2","user":"u","clientId":"i","clientSecret":"s","accessUrl":"https://login.microsoftonline.com/acme.example/oauth2/v2.0/token"}}""", """{"host":"h","user":"u","auth":{"type":"oauth2","clientId":"i","clientSecret":"s","provider":"microsoft","directory":"acme.example"}}""")]
    [InlineData("""{"host":"h","auth":{"type":"OAuth2","user":"u","accessToken":"a"}}""", """{"host":"h","user":"u","auth":{"type":"oauth2","accessToken":"a"}}""")]
    public void A_transport_is_put_into_the_words_of_a_row(string json, string config)
    {
        var (provider, notes) = Single(Documents(json));
        Assert.Empty(notes.Refused);
        Assert.Equal("mail@acme.example", (string?)provider.Config["fromAddress"]);
        provider.Config.Remove("fromAddress");
        provider.Config.Remove("fromName");
        Assert.True(JsonNode.DeepEquals(JsonTree.Read("FILE", config), provider.Config), provider.Config.ToJsonString());
    }

    [Theory]
    [InlineData("tls", "LMN_CLEAR_TEXT_HOSTS", """{"host":"h","tls":false}""")]
    [InlineData("ignoreTLS", "LMN_CLEAR_TEXT_HOSTS", """{"host":"h","ignoreTLS":true}""")]
    [InlineData("starttls", "LMN_CLEAR_TEXT_HOSTS", """{"host":"h","secure":false,"starttls":"never"}""")]
    [InlineData("tls.ca", "LMN_TRUSTED_ROOTS", """{"host":"h","tls":{"ca":["x"]}}""")]
    [InlineData("insecure_skip_verify", "LMN_TRUSTED_ROOTS", """{"host":"h","insecure_skip_verify":true}""")]
    [InlineData("to", "belongs to a message", """{"host":"h","to":["a@b.example"]}""")]
    [InlineData("openssl_verify_mode", "LMN_TRUSTED_ROOTS", """{"host":"h","openssl_verify_mode":"none"}""")]
    [InlineData("auth", "the best mechanism", """{"host":"h","auth":"CRAM-MD5"}""")]
    [InlineData("user", "is empty", """{"host":"h","user":""}""")]
    [InlineData("username", "says what user says", """{"host":"h","user":"u","username":"u"}""")]
    [InlineData("kind", "another key says what kind", """{"kind":"Channel","platform":"smtp","provider":"email.smtp","host":"h"}""")]
    [InlineData("auth.pass", "a token takes its place", """{"host":"h","auth":{"user":"u","pass":"p","type":"oauth2","accessToken":"a"}}""")]
    public void What_has_no_place_here_is_dropped_with_its_reason(string key, string reason, string json)
    {
        var (_, notes) = Single(Documents(json));
        Assert.Empty(notes.Refused);
        var dropped = Assert.Single(notes.Dropped);
        Assert.Equal(key, dropped.Key);
        Assert.Contains(reason, dropped.Word, StringComparison.Ordinal);
        Assert.DoesNotContain(notes.Mapped, mapped => mapped.Key == key);
    }

    [Theory]
    [InlineData("colour", "is not a key that is known", """{"host":"h","colour":"tests-planted"}""")]
    [InlineData("user", "is not a text", """{"host":"h","user":["tests-planted"]}""")]
    [InlineData("auth", "user and pass are given apart", """{"host":"h","auth":"u:tests-planted"}""")]
    [InlineData("passwordFile", "names a file that holds it", """{"host":"h","passwordFile":"/run/tests-planted"}""")]
    [InlineData("pass", "a variable without braces", """{"host":"h","pass":"$SMTP_PASSWORD"}""")]
    [InlineData("pass", "a tag that only its own program understands", """{"host":"h","pass":{"$tag":"!secret"}}""")]
    [InlineData("username", "differs from user", """{"host":"h","user":"u","username":"tests-planted"}""")]
    [InlineData("starttls", "contradicts secure", """{"host":"h","secure":true,"starttls":true}""")]
    [InlineData("secure", "is none of true, false", """{"host":"h","secure":"tests-planted"}""")]
    [InlineData("pool", "is neither true nor false", """{"host":"h","pool":"tests-planted"}""")]
    [InlineData("service", "is not a service that is known", """{"service":"tests-planted"}""")]
    [InlineData("service", "names another server", """{"host":"h","service":"gmail"}""")]
    [InlineData("secure", "Outlook.com speaks STARTTLS: remove it", """{"service":"hotmail","secure":true}""")]
    [InlineData("pass", "refers to a variable that is not set", """{"host":"h","pass":"Pa${tests_planted}x"}""")]
    [InlineData("url", "give host, port, user and pass apart", """{"host":"h","url":"smtp://tests-planted"}""")]
    [InlineData("tls.key", "a client's certificate", """{"host":"h","tls":{"key":"tests-planted"}}""")]
    [InlineData("proxy", "connections go out directly", """{"host":"h","proxy":"tests-planted"}""")]
    [InlineData("auth.type", "is neither login nor oauth2", """{"host":"h","auth":{"type":"NTLM"}}""")]
    [InlineData("auth.accessUrl", "is neither Google's nor Microsoft's", """{"host":"h","auth":{"type":"oauth2","refreshToken":"r","accessUrl":"https://tests-planted.example/"}}""")]
    [InlineData("auth.provider", "is missing, and the host does not tell it", """{"host":"h","auth":{"type":"oauth2","refreshToken":"tests-planted"}}""")]
    [InlineData("rateDelta", "is a window other than", """{"host":"h","rateLimit":1,"rateDelta":5}""")]
    [InlineData("apiKey", "is no setting of smtp", """{"host":"h","apiKey":"tests-planted"}""")]
    [InlineData("pass", "is no setting of sendgrid", """{"provider":"sendgrid","apiKey":"k","pass":"tests-planted"}""")]
    [InlineData("type", "names no kind of provider", """{"host":"h","type":"tests-planted"}""")]
    [InlineData("provider", "says sendgrid, and another key smtp", """{"host":"h","platform":"smtp","provider":"email.sendgrid"}""")]
    [InlineData("provider", "names a kind of provider that is not imported", """{"provider":"email.pigeon","apiKey":"tests-planted"}""")]
    public void What_would_make_another_provider_is_refused_by_its_key_without_its_value(string key, string reason, string json)
    {
        var notes = new ImportNotes();
        foreach (var definition in DefinitionFinder.Find(Documents(json), notes)) DefinitionReader.Read(definition, new EmailAddress("mail@acme.example"), notes);
        var refused = Assert.Single(notes.Refused);
        Assert.Equal(key, refused.Key);
        Assert.Contains(reason, refused.Word, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, refused.Word.Replace('_', '-'), StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_deep_in_a_portals_configuration_is_found_with_its_sender()
    {
        var (provider, notes) = Single(YamlTree.Read("FILE", Backstage), from: null);
        Assert.Empty(notes.Refused);
        Assert.Equal("smtp.acme.example 587 false u mail@acme.example", $"{provider.Config["host"]} {provider.Config["port"]} {provider.Config["secure"]} {provider.Config["user"]} {provider.Config["fromAddress"]}");
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), (string?)provider.Config["pass"]);
        Assert.Equal("notifications.processors.email.transportConfig.hostname", provider.KeyOf("host"));
        Assert.Equal(["app", "notifications.processors.email.cache", "notifications.processors.email.concurrencyLimit", "notifications.processors.email.replyTo"], notes.Dropped.Select(note => note.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_service_within_a_text_is_found_and_its_own_references_are_refused()
    {
        var (provider, notes) = Single(YamlTree.Read("FILE", Argo), from: null);
        Assert.Empty(notes.Refused);
        Assert.Equal("data.service.email.gmail.host", provider.KeyOf("host"));
        Assert.Equal(465, (int)provider.Config["port"]!);

        var (_, refused) = Single(YamlTree.Read("FILE", Argo.Replace("${PATH}", "$email-password", StringComparison.Ordinal)), from: null);
        var note = Assert.Single(refused.Refused);
        Assert.Equal("data.service.email.gmail.password", note.Key);
        Assert.Contains("a key of Argo's secret", note.Word, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SMTP_HOST=h\nSMTP_FROM=a@b.example", "smtp:SMTP_HOST,SMTP_FROM")]
    [InlineData("SENDGRID_API_KEY=k\nSMTP_FROM=a@b.example\nMAX_EMAILS_PER_HOUR=5", "sendgrid:SENDGRID_API_KEY,SMTP_FROM,MAX_EMAILS_PER_HOUR")]
    [InlineData("SENDGRID_API_KEY=k\nSENDGRID_FROM=c@b.example\nSMTP_HOST=h\nSMTP_FROM=a@b.example", "smtp:SMTP_HOST,SMTP_FROM sendgrid:SENDGRID_API_KEY,SENDGRID_FROM")]
    [InlineData("SENDGRID_API_KEY=k\nSMTP_HOST=h\nSMTP_FROM=a@b.example", "smtp:SMTP_HOST,SMTP_FROM sendgrid:SENDGRID_API_KEY,SMTP_FROM")]
    [InlineData("SENDGRID_API_KEY=k\nSENDGRID_FROM=c@b.example\nMAX_EMAILS_PER_HOUR=100", "sendgrid:SENDGRID_API_KEY,SENDGRID_FROM,MAX_EMAILS_PER_HOUR")]
    [InlineData("SENDGRID_API_KEY=k\nSENDGRID_FROM=c@b.example\nSMTP_FROM=a@b.example", "sendgrid:SENDGRID_API_KEY,SENDGRID_FROM")]
    [InlineData("SENDGRID_API_KEY=k\nSENDGRID_FROM=\nSMTP_MAIL_FROM=a@b.example", "sendgrid:SENDGRID_API_KEY,SENDGRID_FROM,SMTP_MAIL_FROM")]
    [InlineData("SENDGRID_API_KEY=k\nSENDGRID_FROM_NAME=C\nSMTP_FROM=a@b.example\nSMTP_FROM_NAME=A", "sendgrid:SENDGRID_API_KEY,SENDGRID_FROM_NAME,SMTP_FROM")]
    [InlineData("OTHER=1", "")]
    public void Variables_are_told_apart_by_what_they_begin_with(string text, string expected)
    {
        var found = EnvDefinitions.Of(EnvFile.Read("FILE", text), new ImportNotes());
        Assert.Equal(expected, string.Join(' ', found.Select(definition => $"{definition.Provider}:{string.Join(',', definition.Settings.Select(setting => setting.Key))}")));
    }

    [Theory]
    [InlineData("""{"receivers":[{"type":"email","to":"a@b.example"}]}""")]
    [InlineData("""{"database":{"host":"db","port":5432,"user":"u","password":"p"}}""")]
    [InlineData("""{"kind":"ConfigMap","data":{"a":"smtp"}}""")]
    [InlineData("""{"address":"h","port":25}""")]
    [InlineData("""{"office":{"address":"1 High Street","phone":"1"}}""")]
    [InlineData("""{"email":{"address":"a@b.example"},"sender":{"smtp_address":"a@b.example"}}""")]
    [InlineData("[]")]
    public void What_is_no_account_is_none(string json)
    {
        var notes = new ImportNotes();
        Assert.Empty(DefinitionFinder.Find(Documents(json), notes));
        Assert.Empty(notes.Refused);
    }

    [Fact]
    public void Variables_refer_to_those_above_them_and_are_called_by_their_names()
    {
        var notes = new ImportNotes();
        var definition = Assert.Single(EnvDefinitions.Of(EnvFile.Read("FILE", "DOMAIN=acme.example\nSMTP_HOST=smtp.${DOMAIN}\nSMTP_USER='${DOMAIN}'\nSMTP_PASS=${LATER}\nLATER=1\nSMTP_HOST=x"), notes));
        Assert.Equal(["smtp.acme.example", "${DOMAIN}", null], definition.Settings.Select(setting => setting.Text));
        var provider = DefinitionReader.Read(definition, null, notes);
        Assert.Equal(["SMTP_HOST", "SMTP_PASS", "SMTP_FROM"], notes.Refused.Select(note => note.Key));
        Assert.Equal("SMTP_FROM_ADDRESS SMTP_USER", $"{provider.KeyOf("fromAddress")} {provider.KeyOf("user")}");
    }

    [Fact]
    public void Variables_that_stand_for_variables_are_read_once_and_within_a_bound()
    {
        var lines = string.Concat(Enumerable.Range(1, 60).Select(i => $"A{i}=${{A{i - 1}}}${{A{i - 1}}}\n"));
        var definition = Assert.Single(EnvDefinitions.Of(EnvFile.Read("FILE", $"A0=x\n{lines}SMTP_USER=${{A5}}\nSMTP_HOST=${{A60}}"), new ImportNotes()));
        Assert.Equal([new string('x', 32), null], definition.Settings.Select(setting => setting.Text));
    }

    [Fact]
    public void An_API_key_under_the_name_of_its_service_is_an_account_of_it()
    {
        var notes = new ImportNotes();
        var found = DefinitionFinder.Find(Documents("""{"smtp":{"host":"h"},"sendgrid":{"api_key":"k","from":"x@acme.example"}}"""), notes);
        Assert.Equal(["smtp smtp", "sendgrid sendgrid"], found.Select(definition => $"{definition.Provider} {definition.Place}"));
        Assert.Equal("k", (string?)DefinitionReader.Read(found[1], null, notes).Config["apiKey"]);
        Assert.Empty(notes.Dropped);
        Assert.Empty(notes.Refused);
    }

    [Theory]
    [InlineData("smtp")]
    [InlineData("mail")]
    [InlineData("email")]
    public void Items_of_a_list_are_called_what_the_list_is_called(string name)
    {
        var notes = new ImportNotes();
        var found = DefinitionFinder.Find(Documents($$$"""{"deep":{"{{{name}}}":[{"host":"h"},{"host":"i"},"x"]}}"""), notes);
        Assert.Equal([$"deep.{name}[0]", $"deep.{name}[1]"], found.Select(each => each.Place));
        Assert.Equal($"deep.{name}[2]", Assert.Single(notes.Dropped).Key);
    }

    [Fact]
    public void A_list_of_servers_beside_another_account_is_not_lost()
    {
        var notes = new ImportNotes();
        var found = DefinitionFinder.Find(Documents("""{"smtp":[{"host":"h","from":"x@acme.example"}],"sendgrid":{"api_key":"k","from":"x@acme.example"}}"""), notes);
        Assert.Equal(["smtp smtp[0]", "sendgrid sendgrid"], found.Select(definition => $"{definition.Provider} {definition.Place}"));
        Assert.Empty(notes.Dropped);
    }

    [Fact]
    public void Two_servers_in_one_file_are_two_definitions()
    {
        var notes = new ImportNotes();
        Assert.Equal(["smtp", "mail"], DefinitionFinder.Find(Documents("""{"smtp":{"host":"h"},"mail":{"host":"i"},"from":"x@acme.example"}"""), notes).Select(found => found.Place));
        Assert.Equal("from", Assert.Single(notes.Dropped).Key);
    }

    private static IReadOnlyList<JsonNode?> Documents(string json) => [JsonTree.Read("FILE", json)];

    private static (ImportedProvider Provider, ImportNotes Notes) Single(IReadOnlyList<JsonNode?> documents, string? from = "mail@acme.example")
    {
        var notes = new ImportNotes();
        var definition = Assert.Single(DefinitionFinder.Find(documents, notes));
        return (DefinitionReader.Read(definition, from is null ? null : new EmailAddress(from), notes), notes);
    }
}
