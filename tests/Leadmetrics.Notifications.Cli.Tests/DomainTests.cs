using System.Security.Cryptography;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Cli.Tests;

public sealed class DomainTests : IAsyncDisposable
{
    private static readonly string Key = Convert.ToBase64String(RSA.Create(2048).ExportSubjectPublicKeyInfo());
    private readonly Lmn _lmn = new();
    private readonly StubDnsServer _dns = StubDnsServer.Start();

    public async ValueTask DisposeAsync()
    {
        _lmn.Dispose();
        await _dns.DisposeAsync();
    }

    [Fact]
    public async Task Sound_domain_is_done_and_told_section_by_section()
    {
        Publish("example.com TXT v=spf1 include:sendgrid.net -all");
        var result = await _lmn.DoneAsync(Check("--selector", "s1", "--include", "sendgrid.net"));
        Assert.Matches(@"(?s)^SPF example\.com: passed\n  v=spf1 include:sendgrid\.net -all\n  lookups: 1\n.*\nDKIM s1\._domainkey\.example\.com: passed\n.*\nDMARC _dmarc\.example\.com: passed\n.*\nMX example\.com: passed\n  10 mail\.example\.com\n\nPassed: ", result.Output.ReplaceLineEndings("\n"));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task A_preset_says_what_SPF_has_to_include()
    {
        Publish("example.com TXT v=spf1 include:_spf.google.com -all");
        var covered = await _lmn.RunAsync(Check("--preset", "gmail", "--json"));
        var missing = (await _lmn.RunAsync(Check("--preset", "zoho", "--region", "eu", "--json"))).Ends(1);

        Assert.DoesNotContain("spf-not-included", covered.Output, StringComparison.Ordinal);
        Assert.Contains("spf-not-included", missing.Output, StringComparison.Ordinal);
        Assert.Contains("zoho.eu", missing.Output, StringComparison.Ordinal);
        (await _lmn.RunAsync(Check("--preset", "zoho"))).Ends(2).Complains("without a --region");
        (await _lmn.RunAsync(Check("--preset", "mailpit"))).Ends(2).Complains("--preset");
        (await _lmn.RunAsync(Check("--region", "eu"))).Ends(2).Complains("--region");
    }

    [Fact]
    public async Task Warnings_are_no_failure()
    {
        Publish("example.com TXT v=spf1 include:sendgrid.net ?all");
        var result = await _lmn.DoneAsync(Check());
        Assert.Contains("  warning spf-all-neutral: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("  warning dkim-no-selector: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_findings_end_with_1_and_their_codes()
    {
        Publish("example.com TXT v=spf1 foo -all");
        var result = (await _lmn.RunAsync(Check("--selector", "s2", "--json"))).Ends(1);
        Assert.Equal("failed", (string?)result.Json["outcome"]);
        Assert.Equal(("spf-syntax", "failure", "foo"), ((string?)result.Json["spf"]!["findings"]![0]!["code"], (string?)result.Json["spf"]!["findings"]![0]!["severity"], (string?)result.Json["spf"]!["findings"]![0]!["detail"]));
        Assert.Equal("dkim-missing", (string?)result.Json["dkim"]![0]!["findings"]![0]!["code"]);
    }

    [Fact]
    public async Task Resolver_that_cannot_be_reached_ends_with_3()
    {
        // A port that no server of a test is given, as one that was freed may be.
        var result = (await _lmn.RunAsync("domain", "check", "example.com", "--server", "127.0.0.1:1", "--json")).Ends(3);
        Assert.Equal("unknown", (string?)result.Json["outcome"]);
        Assert.Equal("dns-unreachable", (string?)result.Json["mx"]!["findings"]![0]!["code"]);
    }

    [Theory]
    [InlineData("DOMAIN", "localhost")]
    [InlineData("DOMAIN", "192.0.2.1")]
    [InlineData("--server", "example.com", "--server", "dns.example.com")]
    [InlineData("--selector", "example.com", "--selector", "a b")]
    [InlineData("--include", "example.com", "--include", "nodot")]
    public async Task Wrong_argument_is_named_and_ends_with_2(string field, params string[] arguments)
    {
        var result = (await _lmn.RunAsync(["domain", "check", .. arguments, "--json"])).Ends(2);
        Assert.Equal(field, (string?)result.Json["error"]!["field"]);
    }

    [Fact]
    public async Task Escape_sequences_of_strangers_reach_no_screen()
    {
        Publish("example.com TXT v=spf1 \u001b[2Jx -all");
        Assert.DoesNotContain('\u001b', (await _lmn.RunAsync(Check())).Ends(1).Output);
    }

    [Fact]
    public async Task Domain_of_a_provider_is_refused_where_nobody_can_register_it()
    {
        await _lmn.WithDatabaseAsync();
        _lmn.Plant("PASS", "s3cr3t-pass");
        var added = await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "smtp.example.com", "--user", "u", "--pass-env", "PASS", "--from", "app@mail.internal", "--json");
        var id = (string)added.Json["provider"]!["id"]!;
        Assert.Equal("DOMAIN", (string?)(await _lmn.RunAsync("provider", "domain", "--tenant", "acme", id, "--json")).Ends(2).Json["error"]!["field"]);
        (await _lmn.RunAsync("provider", "domain", "--tenant", "other", id)).Ends(2);
    }

    [Fact]
    public async Task Domain_of_a_provider_is_asked_of_the_resolver_that_is_named()
    {
        await _lmn.WithDatabaseAsync();
        Publish("example.com TXT v=spf1 include:sendgrid.net -all");
        var added = await _lmn.DoneAsync("provider", "add", "--tenant", "acme", "--provider", "smtp", "--host", "smtp.example.com", "--from", "app@example.com", "--json");
        var id = (string)added.Json["provider"]!["id"]!;

        var report = (await _lmn.DoneAsync("provider", "domain", "--tenant", "acme", id, "--server", _dns.EndPoint.ToString(), "--json")).Json;

        Assert.Equal("v=spf1 include:sendgrid.net -all", (string?)report["spf"]!["records"]![0]);
        (await _lmn.RunAsync("provider", "domain", "--tenant", "acme", id, "--server", "dns.example.com")).Ends(2).Complains("--server is neither an address");
    }

    private string[] Check(params string[] more) => ["domain", "check", "example.com", "--server", _dns.EndPoint.ToString(), .. more];

    private void Publish(string spf)
    {
        foreach (var line in (string[])
        [
            spf,
            "sendgrid.net TXT v=spf1 ip4:192.0.2.0/24 ~all",
            $"s1._domainkey.example.com TXT v=DKIM1; p={Key}",
            "_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com",
            "example.com MX 10 mail.example.com",
            "mail.example.com A 192.0.2.25",
        ]) _dns.Zone.Line(line);
    }
}
