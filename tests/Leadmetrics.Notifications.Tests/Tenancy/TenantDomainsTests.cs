using System.Text.Json;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Deliverability;
using Leadmetrics.Notifications.Tests.Egress;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Tenancy;

public sealed class TenantDomainsTests : IAsyncDisposable
{
    private static readonly TenantId Acme = new("acme");
    private readonly StubDnsServer _dns = StubDnsServer.Start();
    private readonly ServiceProvider _host;

    public TenantDomainsTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IProviderStore, RowsInMemory>();
        services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.DomainCheck.Resolvers.Add(_dns.EndPoint.ToString());
        });
        _host = services.BuildServiceProvider();
        foreach (var line in (string[])
        [
            "example.com TXT v=spf1 include:_spf.google.com -all",
            "_spf.google.com TXT v=spf1 ip4:192.0.2.0/24 ~all",
            "_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com",
            "example.com MX 10 mail.example.com",
            "mail.example.com A 192.0.2.25",
        ]) _dns.Zone.Line(line);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ITenantDomains Domains => _host.GetRequiredService<ITenantDomains>();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _dns.DisposeAsync();
    }

    [Fact]
    public async Task Settings_with_the_key_that_stands_in_dns_pass()
    {
        _dns.Zone.Txt("s1._domainkey.example.com", $"v=DKIM1; p={DnsKeys.Ours}");
        Assert.Empty(DomainCorpusTests.Found(await Domains.CheckAsync(Acme, await AddAsync(Smtp("smtp.gmail.com")), Cancel)));
    }

    [Fact]
    public async Task Another_key_in_dns_is_told_and_nothing_of_the_private_one()
    {
        _dns.Zone.Txt("s1._domainkey.example.com", $"v=DKIM1; p={DnsKeys.Of2048}");
        var report = await Domains.CheckAsync(Acme, await AddAsync(Smtp("smtp.gmail.com")), Cancel);
        Assert.Equal(["dkim dkim-key-mismatch"], DomainCorpusTests.Found(report));
        var told = JsonSerializer.Serialize(report);
        Assert.All(DnsKeys.OurPrivatePem.Split('\n').Where(line => line.Length >= 60 && line[0] != '-'), line => Assert.DoesNotContain(line, told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_whose_include_is_not_in_the_record_is_told()
    {
        _dns.Zone.Txt("s1._domainkey.example.com", $"v=DKIM1; p={DnsKeys.Ours}");
        var report = await Domains.CheckAsync(Acme, await AddAsync(Smtp("smtp.office365.com")), Cancel);
        Assert.Equal(["spf spf-not-included spf.protection.outlook.com"], DomainCorpusTests.Found(report));
    }

    [Theory]
    [InlineData("smtp.sendgrid.net", FindingSeverity.Warning)]
    [InlineData("email-smtp.eu-west-1.amazonaws.com", FindingSeverity.Warning)]
    [InlineData("smtp.gmail.com", FindingSeverity.Failure)]
    [InlineData("mail.example.net", FindingSeverity.Failure)]
    public async Task Domain_without_spf_fails_only_where_mail_leaves_under_it(string host, FindingSeverity severity)
    {
        _dns.Zone.Address("bare.example.com", "192.0.2.80");
        var config = Smtp(host);
        config["fromAddress"] = "app@bare.example.com";
        var finding = Assert.Single((await Domains.CheckAsync(Acme, await AddAsync(config), Cancel)).Spf.Findings);
        Assert.Equal((DomainRemedies.SpfMissing, severity), (finding.Remedy, finding.Severity));
    }

    [Fact]
    public async Task SendGrids_selectors_are_not_in_its_settings()
    {
        var config = new JsonObject { ["apiKey"] = "SG.not-a-real-key", ["fromAddress"] = "app@example.com" };
        Assert.Equal(["dkim dkim-no-selector"], DomainCorpusTests.Found(await Domains.CheckAsync(Acme, await AddAsync(config, ProviderWords.SendGrid), Cancel)));
    }

    [Fact]
    public async Task Another_tenants_row_is_not_there()
    {
        var id = await AddAsync(Smtp("smtp.gmail.com"));
        await Assert.ThrowsAsync<ProviderNotFoundException>(() => Domains.CheckAsync(new TenantId("other"), id, Cancel));
        Assert.Empty(_dns.Queries);
    }

    [Fact]
    public async Task Sender_of_a_name_that_nobody_can_register_is_asked_for_nowhere()
    {
        var config = Smtp("smtp.gmail.com");
        config["fromAddress"] = "app@mail.internal";
        var id = await AddAsync(config);
        await Assert.ThrowsAsync<DomainQuestionException>(() => Domains.CheckAsync(Acme, id, Cancel));
        Assert.Empty(_dns.Queries);
    }

    private static JsonObject Smtp(string host) => new()
    {
        ["host"] = host,
        ["port"] = 587,
        ["secure"] = false,
        ["user"] = "app@example.com",
        ["pass"] = "planted",
        ["fromAddress"] = "app@example.com",
        ["dkim"] = new JsonObject { ["domain"] = "example.com", ["selector"] = "s1", ["privateKey"] = DnsKeys.OurPrivatePem },
    };

    private async Task<Guid> AddAsync(JsonObject config, string provider = ProviderWords.Smtp) =>
        (await _host.GetRequiredService<ITenantProviders>().AddAsync(Acme, new ProviderDraft { Provider = provider, Config = JsonSerializer.SerializeToUtf8Bytes(config) }, Cancel)).Id;
}
