using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Tests.Hosting;

public sealed class OptionsTests
{
    private static readonly string Key = KeyGenerator.NewKey();

    /// <summary>A section, and what the host says in place of starting.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "Keys:0:Key=AAAA", "Keys:0:Key is not 32 bytes in base64 (make one with: lmn key new)." },
        { "Keys:0:Key=", "Keys:0:Key is not 32 bytes in base64 (make one with: lmn key new)." },
        { $"Keys:0:Key={Key};Keys:1:Key={KeyGenerator.NewKey()}", "Keys holds more than one active key: mark the older ones DecryptOnly." },
        { $"Keys:0:Key={Key};Keys:1:Key={Key};Keys:1:State=DecryptOnly", "Keys:1:Id is the id of another key." },
        { $"Keys:0:Key={Key};Keys:0:Id=a;Keys:1:Key={KeyGenerator.NewKey()};Keys:1:Id=a;Keys:1:State=Compromised", "Keys:1:Id is the id of another key." },
        { $"Keys:0:Key={Key};Keys:1:Key=AAAA;Keys:1:State=DecryptOnly", "Keys:1:Key is not 32 bytes in base64 (make one with: lmn key new)." },
        { $"Keys:0:Key={Key};Keys:1:Key=;Keys:1:State=Compromised", "Keys:1:Key is not 32 bytes in base64 (make one with: lmn key new)." },
        { $"Keys:0:Key={Key};Keys:1:Key={KeyGenerator.NewKey()};Keys:1:State=3", "Keys:1:State is none of Active, DecryptOnly, Compromised." },
        { $"Keys:0:Key={Key};Keys:0:Id=a\tb", "Keys:0:Key has an id with control characters or lone surrogates." },
        { "Egress:AllowedNetworks:0=10.0.0.0/33", "Egress:AllowedNetworks holds 10.0.0.0/33, which is not a network in CIDR form." },
        { "Egress:AllowedNetworks:0=private", "Egress:AllowedNetworks holds private, which is not a network in CIDR form." },
        { "Egress:AllowedPorts:0=70000", "Egress:AllowedPorts holds 70000, which is not a port." },
        { "Egress:AllowedPorts:0=0", "Egress:AllowedPorts holds 0, which is not a port." },
        { "Egress:AllowedHosts:0=http://x", "Egress:AllowedHosts holds http://x, which is not a host name." },
        { "Egress:ClearTextHosts:0=a b", "Egress:ClearTextHosts holds a b, which is not a host name." },
        { "Egress:AnyCertificateHosts:0=%", "Egress:AnyCertificateHosts holds %, which is not a host name." },
        { "SendGridBaseAddress=http://api.example.com/", "SendGridBaseAddress is neither https nor http on a loopback address." },
        { "SendGridBaseAddress=ftp://localhost/", "SendGridBaseAddress is neither https nor http on a loopback address." },
        { "SendGridBaseAddress=v3/", "SendGridBaseAddress is neither https nor http on a loopback address." },
        { "OAuthBaseAddress=http://login.example.com/", "OAuthBaseAddress is neither https nor http on a loopback address." },
        { "OAuthBaseAddress=token/", "OAuthBaseAddress is neither https nor http on a loopback address." },
        { "Smtp:MaxConnectionsPerDestination=0", "Smtp:MaxConnectionsPerDestination is less than 1." },
        { "Smtp:MaxConnections=-1", "Smtp:MaxConnections is less than 1." },
        { "DomainCheck:Resolvers:0=192.0.2.53;DomainCheck:Resolvers:1=dns.example.com", "DomainCheck:Resolvers:1 is neither an address nor of the form ADDRESS:PORT." },
        { "Redirect:To=", "Redirect:To is not an address." },
        { "Redirect:AllowedDomains=", "Redirect:AllowedDomains:0 is not a domain." },
        { "Redirect:AllowedDomains=example.com,a b", "Redirect:AllowedDomains:1 is not a domain." },
        { "Redirect:To=dev", "Redirect:To is not an address." },
        { "Redirect:AllowedDomains:0=example.com;Redirect:AllowedDomains:1=a b", "Redirect:AllowedDomains:1 is not a domain." },
        { "Capture:To=", "Capture:To is not of the form smtp://host or smtp://host:port." },
        { "Capture:To=localhost:1025", "Capture:To is not of the form smtp://host or smtp://host:port." },
        { "Capture:To=smtp://user:hunter2@localhost", "Capture:To is not of the form smtp://host or smtp://host:port." },
        { "EhloName=a b", "EhloName is neither a domain nor an address literal." },
        { "TrustedRootsFile=/nowhere/at/all.pem", "TrustedRootsFile /nowhere/at/all.pem cannot be read" },
        { "TrustedRootsFile=", "TrustedRootsFile  cannot be read" },
        { "Resolver:TimeToLive=00:00:00", "Resolver:TimeToLive is not from 1 second to 1 hour." },
        { "Resolver:MaxStale=00:00:30", "Resolver:MaxStale is not from Resolver:TimeToLive to 1 day." },
        { "Resolver:MaxTenants=0", "Resolver:MaxTenants is not from 1 to 1,000,000." },
        { "Platform:SendGrid:FromAddress=a@example.com", "Platform:SendGrid:ApiKey is missing." },
        { "Platform:SendGrid:ApiKey=;Platform:SendGrid:FromAddress=a@example.com", "Platform:SendGrid:ApiKey is missing." },
        { "Platform:SendGrid:ApiKey=SG.x", "Platform:SendGrid:FromAddress is missing." },
        { "Platform:SendGrid:ApiKey=SG.x;Platform:SendGrid:FromAddress=app", "Platform:SendGrid:FromAddress has no domain." },
        { "Platform:SendGrid:ApiKey=SG.x;Platform:SendGrid:FromAddress=a@example.com;Platform:SendGrid:IpPool=a", "Platform:SendGrid:IpPool has not 2 to 64 characters." },
        { "Platform:SendGrid:ApiKey=SG.x;Platform:SendGrid:FromAddress=a@example.com;Platform:SendGrid:Limits:PerHour=0", "Platform:SendGrid:Limits:PerHour is less than 1." },
        { "Platform:SendGrid:ApiKey=SG.x;Platform:SendGrid:FromAddress=a@example.com;Platform:SendGrid:TenantLimits:PerDay=-5", "Platform:SendGrid:TenantLimits:PerDay is less than 1." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_wrong_option_stops_the_host_and_is_named(string section, string message)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Start(section));

        Assert.Contains(failure.Failures, said => said.StartsWith("Leadmetrics.Notifications: " + message, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_wrong_option_is_named_at_once_and_no_key_is_quoted()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Start("Keys:0:Key=hunter2;EhloName=a b;Resolver:MaxTenants=0"));

        Assert.Equal(3, failure.Failures.Count());
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Keys:0:State=DecryptOnly;Keys:0:Key=@")]
    [InlineData("Keys:0:State=Compromised;Keys:0:Key=@")]
    public void A_host_with_a_store_does_not_start_without_an_active_key(string section)
    {
        section = section.Replace("@", Key, StringComparison.Ordinal);
        var failure = Assert.Throws<OptionsValidationException>(() => Start(section, AddStore));

        Assert.StartsWith("Leadmetrics.Notifications: Keys holds no active key, and tenants' settings are kept in a store", Assert.Single(failure.Failures), StringComparison.Ordinal);
        Start(section);
        Start("Keys:0:Key=" + Key, AddStore);
    }

    [Fact]
    public void Every_option_binds_under_its_name()
    {
        using var services = Build($"""
            Keys:0:Key={Key};Keys:0:Id=k1;Keys:1:Key={KeyGenerator.NewKey()};Keys:1:State=DecryptOnly;Platform:SendGrid:ApiKey=SG.x;Platform:SendGrid:FromAddress=a@example.com;Platform:SendGrid:FromName=App;
            Platform:SendGrid:Region=Eu;Platform:SendGrid:Sandbox=true;Platform:SendGrid:Categories:0=c;Platform:SendGrid:IpPool=warm;Egress:AllowLoopback=true;Egress:AllowedNetworks:0=10.0.0.0/8;
            Egress:AllowedHosts:0=mail.corp.internal;Egress:AllowedPorts:0=1025;Egress:ClearTextHosts:0=a.example;Egress:AnyCertificateHosts:0=b.example;Resolver:TimeToLive=00:00:05;EhloName=app.example.com;
            SendGridBaseAddress=http://127.0.0.1:8/;Capture:To=smtp://localhost:1026
            """);
        services.GetRequiredService<IStartupValidator>().Validate();
        var options = services.GetRequiredService<IOptions<NotificationsOptions>>().Value;

        Assert.Equal([("k1", KeyState.Active), (null, KeyState.DecryptOnly)], options.Keys.Select(key => (key.Id, key.State)));
        Assert.Equal(("SG.x", "a@example.com", "App", true, "warm"), (options.Platform.SendGrid!.ApiKey, options.Platform.SendGrid.FromAddress, options.Platform.SendGrid.FromName, options.Platform.SendGrid.Sandbox, options.Platform.SendGrid.IpPool));
        Assert.Equal(("Eu", "c"), (options.Platform.SendGrid.Region.ToString(), Assert.Single(options.Platform.SendGrid.Categories)));
        Assert.True(options.Egress.AllowLoopback);
        Assert.Equal("smtp://localhost:1026", options.Capture.To);
        Assert.Equal(("10.0.0.0/8", "mail.corp.internal", 1025, "a.example", "b.example"), (Assert.Single(options.Egress.AllowedNetworks), Assert.Single(options.Egress.AllowedHosts), Assert.Single(options.Egress.AllowedPorts), Assert.Single(options.Egress.ClearTextHosts), Assert.Single(options.Egress.AnyCertificateHosts)));
        Assert.Equal((TimeSpan.FromSeconds(5), "app.example.com", "http://127.0.0.1:8/"), (options.Resolver.TimeToLive, options.EhloName, options.SendGridBaseAddress!.ToString()));
    }

    [Fact]
    public void Limits_of_the_platforms_account_are_read_from_the_section()
    {
        using var services = Build("""
            Platform:SendGrid:ApiKey=SG.x;Platform:SendGrid:FromAddress=a@example.com
            Platform:SendGrid:Limits:PerSecond=1;Platform:SendGrid:Limits:PerMinute=2;Platform:SendGrid:Limits:PerHour=3;Platform:SendGrid:Limits:PerDay=4
            Platform:SendGrid:TenantLimits:PerHour=5;Platform:SendGrid:TenantLimits:CountMessages=true
            """);
        var platform = services.GetRequiredService<IOptions<NotificationsOptions>>().Value.Platform.SendGrid!;

        Assert.Equal(new SendingLimits { PerSecond = 1, PerMinute = 2, PerHour = 3, PerDay = 4 }, platform.Limits!.ToLimits());
        Assert.Equal(new SendingLimits { PerHour = 5, CountMessages = true }, platform.TenantLimits!.ToLimits());
    }

    [Fact]
    public void Code_runs_after_the_section()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(Section("EhloName=first.example.com"), options => options.EhloName = "second.example.com");
        using var provider = services.BuildServiceProvider();

        Assert.Equal("second.example.com", provider.GetRequiredService<IOptions<NotificationsOptions>>().Value.EhloName);
    }

    [Fact]
    public void Smtp_can_never_be_the_platforms_default()
    {
        Assert.Equal(["SendGrid"], typeof(PlatformOptions).GetProperties().Select(property => property.Name));
        Assert.Equal(["Smtp"], typeof(NotificationsOptions).GetProperties().Select(property => property.Name).Where(name => name.Contains("Smtp", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(["MaxConnectionsPerDestination", "MaxConnections", "VerificationBudget", "TranscriptTenants"], typeof(SmtpOptions).GetProperties().Select(property => property.Name));
        Assert.DoesNotContain(typeof(PlatformSendGridOptions).GetProperties(), property => property.Name.Contains("Smtp", StringComparison.OrdinalIgnoreCase) || property.Name.Contains("Host", StringComparison.OrdinalIgnoreCase));
        Assert.Throws<ArgumentException>(() => new PlatformDefault(Providers.Smtp.Accounts.Build(25)));
    }

    private static void Start(string section, Action<IServiceCollection>? configure = null)
    {
        using var services = Build(section, configure);
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    private static ServiceProvider Build(string section, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(Section(section));
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    // A store that is there and never asked.
    private static void AddStore(IServiceCollection services) => services.AddSingleton<IProviderStore>(_ => throw new InvalidOperationException());

    private static IConfigurationSection Section(string settings) => Configured.From(settings, "Notifications:").GetSection("Notifications");
}
