using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Mime;
using Leadmetrics.Notifications.Tests.Mime.Dkim;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class DkimSettingsTests
{
    private static readonly string Key = Convert.ToBase64String(RSA.Create(2048).ExportPkcs8PrivateKey());
    private static readonly string ShortKey = Convert.ToBase64String(RSA.Create(1024).ExportPkcs8PrivateKey());

    /// <summary>Field named, reason, domain, selector, key.</summary>
    public static TheoryData<string, string, string?, string?, string?> Refused => new()
    {
        { "dkim.domain", "is missing", null, "s", "KEY" },
        { "dkim.domain", "is missing", "", "s", "KEY" },
        { "dkim.domain", "is missing", null, null, "KEY" },
        { "dkim.domain", "is not a host name", "a_b!c.example", "s", "KEY" },
        { "dkim.domain", "is not a host name", "-a.example", "s", "KEY" },
        { "dkim.domain", "is an address, not a domain", "192.0.2.1", "s", "KEY" },
        { "dkim.domain", "is a URL: give the host name alone", "https://example.com", "s", "KEY" },
        { "dkim.domain", "holds a character that no host name has", "a@example.com", "s", "KEY" },
        { "dkim.domain", "holds a CR, LF or NUL", "example.com\r\nX: 1", "s", "KEY" },
        { "dkim.selector", "is missing", "example.com", null, "KEY" },
        { "dkim.selector", "is missing", "example.com", "", null },
        { "dkim.selector", "holds a CR, LF or NUL", "example.com", "s\r\nX: 1", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", "a;b=c", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", "a..b", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", "a.", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", "-a", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", "a-", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", "a b", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", "ä", "KEY" },
        { "dkim.selector", "is not made of letters, digits and hyphens, in labels with dots between", "example.com", new string('s', 64), "KEY" },
        { "dkim.selector", "is too long: with the domain it makes a name of more than 253 characters", string.Join('.', Enumerable.Repeat(new string('d', 60), 3)), new string('s', 60), "KEY" },
        { "dkim.privateKey", "is missing", "example.com", "s", null },
        { "dkim.privateKey", "is missing", "example.com", "s", "" },
        { "dkim.privateKey", "is neither PEM nor base64 of a private key", "example.com", "s", "***" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_wrong_is_named_by_field_and_reason(string field, string reason, string? domain, string? selector, string? key)
    {
        var refused = Assert.Throws<ProviderConfigException>(() => Read(Dkim(domain, selector, key == "KEY" ? Key : key), out _));

        Assert.Equal((field, reason), (refused.Field, refused.Reason));
    }

    [Fact]
    public void Nothing_that_could_be_a_line_of_its_own_gets_into_the_signature()
    {
        foreach (var payload in Texts.LineBreaking.Concat(Texts.NotLineBreaking))
        {
            Assert.Equal("dkim.selector", Assert.Throws<ProviderConfigException>(() => Read(Dkim("example.com", $"a{payload}b", Key), out _)).Field);
            if (payload.Length == 1 && char.IsLetter(payload[0])) Assert.StartsWith("xn--", Read(Dkim($"a{payload}b.example.com", "s", Key), out _).Dkim!.Domain, StringComparison.Ordinal);
            else Assert.Equal("dkim.domain", Assert.Throws<ProviderConfigException>(() => Read(Dkim($"a{payload}b.example.com", "s", Key), out _)).Field);
        }
    }

    [Fact]
    public void Wrong_types_are_named()
    {
        Assert.Equal("dkim", Assert.Throws<ProviderConfigException>(() => Read("true", out _)).Field);
        Assert.Equal("dkim.domain", Assert.Throws<ProviderConfigException>(() => Read("""{"domain":5}""", out _)).Field);
        Assert.Equal("dkim.selector", Assert.Throws<ProviderConfigException>(() => Read("""{"domain":"example.com","selector":5}""", out _)).Field);
        Assert.Equal("dkim.privateKey", Assert.Throws<ProviderConfigException>(() => Read("""{"domain":"example.com","selector":"s","privateKey":5}""", out _)).Field);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"domain":"","selector":"","privateKey":""}""")]
    public void An_object_that_a_form_left_empty_is_none(string dkim) => Assert.Null(Read(dkim, out _).Dkim);

    [Theory]
    [InlineData("example.com", "a@example.com")]
    [InlineData("EXAMPLE.com", "a@example.COM")]
    [InlineData("example.com", "a@mail.example.com")]
    [InlineData("mail.example.com", "a@example.com")]
    [InlineData("bücher.example", "a@xn--bcher-kva.example")]
    public void A_sender_at_above_or_below_the_domain_is_read_without_a_warning(string domain, string from)
    {
        Read(Dkim(domain, "a.b-1.2026", Key), out var warnings, from);

        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("mail.example.com", "a@www.example.com")]
    [InlineData("example.com", "a@notexample.com")]
    [InlineData("example.com", "a@example.com.example.org")]
    public void A_sender_elsewhere_is_warned_about(string domain, string from)
    {
        Read(Dkim(domain, "s", Key), out var warnings, from);

        var warning = Assert.Single(warnings);
        Assert.Equal(("dkim.domain", "dkim-not-aligned"), (warning.Field, warning.Remedy.Code));
    }

    [Fact]
    public void A_short_key_is_warned_about()
    {
        Read(Dkim("example.com", "s", ShortKey), out var warnings);

        var warning = Assert.Single(warnings);
        Assert.Equal(("dkim.privateKey", "dkim-key-short"), (warning.Field, warning.Remedy.Code));
    }

    [Fact]
    public void An_unknown_property_inside_is_warned_about()
    {
        Read($$"""{"domain":"example.com","selector":"s","privateKey":"{{Key}}","keySelector":"x"}""", out var warnings);

        var warning = Assert.Single(warnings);
        Assert.Equal(("dkim.keySelector", "unknown-property"), (warning.Field, warning.Remedy.Code));
    }

    [Fact]
    public void The_domain_is_read_in_its_ASCII_form_and_written_settings_read_back_the_same()
    {
        var config = Read(Dkim("Bücher.example.", "S1", Key), out _, "a@bücher.example");

        Assert.Equal(("xn--bcher-kva.example", "S1", Key), (config.Dkim!.Domain, config.Dkim.Selector, config.Dkim.PrivateKey.Reveal()));
        Assert.Equal(config.Dkim, SmtpConfig.Parse(config.ToJson(), out _).Dkim);
        Assert.Equal(config.ToJson().ToArray(), SmtpConfig.Parse(config.ToJson(), out _).ToJson().ToArray());
    }

    [Fact]
    public void The_key_shows_in_no_text_json_or_error()
    {
        var config = Read(Dkim("example.com", "s", Key), out _);
        var piece = Key[100..160];

        Assert.DoesNotContain(piece, config.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(piece, JsonSerializer.Serialize(config), StringComparison.Ordinal);
        Assert.Contains("***", JsonSerializer.Serialize(config.Dkim), StringComparison.Ordinal);
        Assert.DoesNotContain(piece, ConfigSecrets.Redact(config.ToJson()).Json.ToJsonString(), StringComparison.Ordinal);
        foreach (var broken in new[] { Key[..^50], Key[50..], "-----BEGIN PRIVATE KEY-----" + Key, Key.Replace(Key[200], 'A') })
        {
            Assert.DoesNotContain(piece, Assert.Throws<ProviderConfigException>(() => Read(Dkim("example.com", "s", broken), out _)).ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"domain":"example.com","selector":"other"}""", "other")]
    [InlineData("""{"domain":"example.com","selector":"s","privateKey":null}""", "s")]
    public void An_edit_that_leaves_the_key_out_keeps_it(string dkim, string selector)
    {
        var carried = Carried(dkim);

        Assert.Equal((selector, Key), (carried!.Selector, carried.PrivateKey.Reveal()));
    }

    [Fact]
    public void An_edit_without_the_object_ends_the_signing() => Assert.Null(Carried(null));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"domain":"","selector":""}""")]
    public void An_edit_that_leaves_the_object_empty_ends_the_signing(string dkim) => Assert.Null(Carried(dkim));

    [Fact]
    public void An_edit_that_adds_the_object_without_a_key_or_empties_the_key_names_it()
    {
        var added = ConfigSecrets.Carry(Config(null), Config("""{"domain":"example.com","selector":"s"}"""));
        Assert.Equal("dkim.privateKey", Assert.Throws<ProviderConfigException>(() => SmtpConfig.Parse(added, out _)).Field);
        Assert.Equal("dkim.privateKey", Assert.Throws<ProviderConfigException>(() => Carried("""{"domain":"example.com","selector":"s","privateKey":""}""")).Field);
    }

    [Fact]
    public async Task A_row_with_a_key_signs_what_it_sends_and_one_without_does_not()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Accounts.Cancel);
        var more = $$"""{"dkim":{{Dkim("example.com", "s", Key)}}}""";
        await Accounts.Build(catcher.Port, more).Provider.SendAsync(Accounts.Submit(Accounts.Message), Accounts.Cancel);
        await Accounts.Build(catcher.Port).Provider.SendAsync(Accounts.Submit(Accounts.Message), Accounts.Cancel);

        var caught = await catcher.WaitForMessagesAsync(2, Accounts.Cancel);
        Assert.StartsWith("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s;", caught[0].RawText, StringComparison.Ordinal);
        Assert.Contains(":Date:Message-ID:", caught[0].RawText, StringComparison.Ordinal);
        Assert.DoesNotContain("DKIM-Signature", caught[1].RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attachment_that_changed_since_it_was_signed_never_arrives()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Accounts.Cancel);
        var provider = Accounts.Build(catcher.Port, $$"""{"dkim":{{Dkim("example.com", "s", Key)}}}""").Provider;
        var opened = 0;
        var changing = EmailAttachment.FromStream("a.bin", _ => new(new TestStream([.. Enumerable.Repeat((byte)opened++, 300_000)])));

        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => provider.SendAsync(Accounts.Submit(Accounts.Message with { Attachments = [changing] }), Accounts.Cancel));
        await provider.SendAsync(Accounts.Submit(Accounts.Message), Accounts.Cancel);

        Assert.Equal("attachments[0]", refused.Field);
        Assert.DoesNotContain("a.bin", Assert.Single(await catcher.WaitForMessagesAsync(1, Accounts.Cancel)).RawText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("email-smtp.eu-west-1.amazonaws.com", "From:From:Subject")]
    [InlineData("email-smtp-fips.us-east-1.amazonaws.com", "From:From:Subject")]
    [InlineData("smtp.example.com", "From:From:Subject:Date:Message-ID")]
    public void Amazon_SES_alone_has_date_and_message_id_left_out(string host, string names)
    {
        var config = Encoding.UTF8.GetBytes($$"""{"host":"{{host}}","fromAddress":"a@example.com","dkim":{{Dkim("example.com", "s", Key)}}}""");
        var account = SmtpAccount.Read(config, new SmtpEnvironment(new EgressPolicy(new EgressOptions()), TimeProvider.System), out _);

        Assert.Equal(names, Signed.TagsOf(Signed.Sign("Date: now\r\nFrom: a@example.com\r\nMessage-ID: <1@example.com>\r\n", "a\r\n", account.Signer))["h"]);
    }

    private static DkimSettings? Carried(string? dkim) => SmtpConfig.Parse(ConfigSecrets.Carry(Config(Dkim("example.com", "s", Key)), Config(dkim)), out _).Dkim;

    private static SmtpConfig Read(string dkim, out IReadOnlyList<ProviderWarning> warnings, string from = "a@example.com") => SmtpConfig.Parse(Config(dkim, from), out warnings);

    private static byte[] Config(string? dkim, string from = "a@example.com") => JsonSerializer.SerializeToUtf8Bytes(dkim is null
        ? new JsonObject { ["host"] = "smtp.example.com", ["fromAddress"] = from }
        : new JsonObject { ["host"] = "smtp.example.com", ["fromAddress"] = from, ["dkim"] = JsonNode.Parse(dkim) });

    private static string Dkim(string? domain, string? selector, string? key)
    {
        var json = new JsonObject();
        if (domain is not null) json["domain"] = domain;
        if (selector is not null) json["selector"] = selector;
        if (key is not null) json["privateKey"] = key;
        return json.ToJsonString();
    }
}
