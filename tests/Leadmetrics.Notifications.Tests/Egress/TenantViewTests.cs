using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Egress;

/// <summary>What a tenant learns of a connect that was denied or failed, and what the operator does: by planted banners and addresses.</summary>
public sealed class TenantViewTests
{
    private const string Planted = "db7.internal [10.9.8.7] PlantedMTA/1.2";

    private static readonly string[] Marks = ["db7", "10.9.8.7", "Planted", "127.0.0.1", "8.8.8.8"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Where, what is said there, what the tenant is told, and whether its own machines could have said it.</summary>
    public static TheoryData<SmtpPoint, string, string, string> Plants => new()
    {
        { SmtpPoint.Greeting, $"554 5.3.2 {Planted} refuses", "protocol", "The server refused the connection with code 554 (at the greeting)." },
        { SmtpPoint.Greeting, $"421 4.3.2 {Planted}", "protocol", "The server refused the connection with code 421 (at the greeting)." },
        { SmtpPoint.Greeting, $"554-5.3.2 {Planted}\r\n554 10.9.8.7 Planted", "protocol", "The server refused the connection with code 554 (at the greeting)." },
        { SmtpPoint.Greeting, "SSH-2.0-Planted 10.9.8.7", "protocol", "What answers is no SMTP server." },
        { SmtpPoint.Greeting, "HTTP/1.1 400 Bad Request Planted 10.9.8.7", "protocol", "What answers is no SMTP server." },
        { SmtpPoint.Greeting, "* OK Planted IMAP4rev1 10.9.8.7", "protocol", "What answers is a server for reading mail." },
        { SmtpPoint.Ehlo, $"550 5.7.1 {Planted} refuses EHLO", "protocol", "The server refused the connection with code 550 (at EHLO)." },
        { SmtpPoint.Ehlo, $"250 {Planted}", "tls", "The server offers no STARTTLS." },
        { SmtpPoint.StartTls, $"454 4.7.0 {Planted} has no TLS", "tls", "The server refused the connection with code 454 (at TLS)." },
        { SmtpPoint.StartTls, $"220-{Planted}\r\n999 10.9.8.7 Planted", "protocol", "The server broke the protocol (at TLS)." },
    };

    [Theory]
    [MemberData(nameof(Plants))]
    public async Task What_is_said_before_authentication_reaches_no_tenant_and_the_operators_log(SmtpPoint point, string said, string summary, string sentence)
    {
        await using var server = ScriptedSmtpServer.Start(options => options.Tls = ScriptedTls.StartTls);
        server.At(point, SmtpFault.Reply(said).Then(SmtpFault.Close));
        await using var tenants = new TenantHost(new Dialled(new IPEndPoint(IPAddress.Loopback, server.Port)));
        var row = await tenants.PlaceAsync(TenantHost.Config("mail.example.com", more: """{"tls":{"servername":"localhost"}}"""));

        var tested = await tenants.Providers.TestAsync(TenantHost.Acme, row, Cancel);
        var failure = await tenants.SendAsync();

        Assert.Equal(summary, tested.Report.Summary);
        Assert.StartsWith(sentence, tested.Provider.LastError, StringComparison.Ordinal);
        Assert.EndsWith(tested.Report.Failure!.Remedy!.Sentence, tested.Provider.LastError, StringComparison.Ordinal);
        await AssertTenantSeesNothingAsync(tenants, tested, failure!);
        Assert.Contains("127.0.0.1:", Assert.Single(tenants.Log.Of(1006)), StringComparison.Ordinal);
        Assert.Single(tenants.Log.Of(1051));
        if (sentence.Contains("with code", StringComparison.Ordinal))
        {
            Assert.Contains("Planted", Assert.Single(tenants.Log.Of(1006)), StringComparison.Ordinal);
            Assert.Contains("10.9.8.7", Assert.Single(tenants.Log.Of(1051)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_certificate_of_whoever_answers_is_the_operators_to_see()
    {
        await using var server = ScriptedSmtpServer.Start(options => (options.Tls, options.Certificate) = (ScriptedTls.StartTls, TestCertificates.Shared.WrongName));
        await using var tenants = new TenantHost(new Dialled(new IPEndPoint(IPAddress.Loopback, server.Port)));
        var row = await tenants.PlaceAsync(TenantHost.Config("mail.example.com"));

        var tested = await tenants.Providers.TestAsync(TenantHost.Acme, row, Cancel);
        await AssertTenantSeesNothingAsync(tenants, tested, (await tenants.SendAsync())!);

        Assert.Equal(("tls", "The server's certificate is for another name."), (tested.Report.Summary, tested.Report.Failure!.Message));
        Assert.DoesNotContain("CN=", JsonSerializer.Serialize(tested.Report.ForTenant()), StringComparison.Ordinal);
        Assert.Contains($"subject: {TestCertificates.Shared.WrongName.Subject}", Assert.Single(tenants.Log.Of(1006)), StringComparison.Ordinal);
        Assert.Contains("RemoteCertificateNameMismatch", Assert.Single(tenants.Log.Of(1051)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_proven_server_says_of_an_account_is_told_to_the_tenant_and_not_logged()
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            options.Tls = ScriptedTls.StartTls;
            options.Capabilities.Auth.Add("PLAIN");
        });
        server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 jane@acme.test is not known here"));
        await using var tenants = new TenantHost(new Dialled(new IPEndPoint(IPAddress.Loopback, server.Port)));
        var row = await tenants.PlaceAsync(TenantHost.Config("mail.example.com", more: """{"tls":{"servername":"localhost"},"user":"jane@acme.test","pass":"planted-p4ss"}"""));

        var tested = await tenants.Providers.TestAsync(TenantHost.Acme, row, Cancel);
        var failure = await tenants.SendAsync();

        const string sentence = "The server answered 535 5.7.8 jane@acme.test is not known here (at authentication).";
        Assert.Equal(("auth", sentence, sentence), (tested.Report.Summary, tested.Report.Failure!.Message, failure!.Message));
        Assert.Equal(535, tested.Report.ForTenant().Failure!.Response!.Code);
        Assert.Contains("Authentication at Auth: 535 5.7.8", Assert.Single(tenants.Log.Of(1006)), StringComparison.Ordinal);
        Assert.EndsWith("failed with Authentication at Auth: 535 5.7.8. It is said once a minute.", Assert.Single(tenants.Log.Of(1051)), StringComparison.Ordinal);
        Assert.DoesNotContain(tenants.Log.Lines, line => line.Contains("jane@acme.test", StringComparison.Ordinal) || line.Contains("planted-p4ss", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_denied_host_is_blocked_to_the_tenant_and_named_to_the_operator()
    {
        await using var tenants = new TenantHost(answers: [["8.8.8.8", "10.9.8.7"]]);
        var row = await tenants.PlaceAsync(TenantHost.Config("mail.example.com"));

        var tested = await tenants.Providers.TestAsync(TenantHost.Acme, row, Cancel);
        var failure = (await tenants.SendAsync())!;

        Assert.Equal(("blocked", "The host may not be called from here."), (tested.Report.Summary, tested.Report.Failure!.Message));
        await AssertTenantSeesNothingAsync(tenants, tested, failure);
        Assert.Contains("reason: the name resolves to 10.9.8.7, an address that is private", Assert.Single(tenants.Log.Of(1006)), StringComparison.Ordinal);
        Assert.Equal(["An SMTP account's server mail.example.com:587 is not called, because the name resolves to 10.9.8.7, an address that is private. It is said once a minute."], tenants.Log.Of(1050));
    }

    [Fact]
    public async Task An_answer_that_turns_inside_after_the_check_is_named_to_the_operator()
    {
        await using var tenants = new TenantHost(answers: [["8.8.8.8"], ["10.9.8.7"]]);
        var row = await tenants.PlaceAsync(TenantHost.Config("mail.example.com"));

        var tested = await tenants.Providers.TestAsync(TenantHost.Acme, row, Cancel);

        Assert.Equal("blocked", tested.Report.Summary);
        Assert.Contains("Connect Failed in 0 ms (reason: the name resolves to 10.9.8.7, ", Assert.Single(tenants.Log.Of(1006)), StringComparison.Ordinal);
        Assert.Empty(tenants.Dialled.Endpoints);
    }

    [Fact]
    public async Task A_denied_and_a_failed_connect_are_each_logged_once_a_minute()
    {
        await using var tenants = new TenantHost(answers: [["10.9.8.7"], ["8.8.8.8"], ["10.9.8.7"], ["8.8.8.8"], ["10.9.8.7"], ["8.8.8.8"]]);
        await tenants.PlaceAsync(TenantHost.Config("mail.example.com"));
        Assert.Equal([FailureKind.Blocked, FailureKind.Connect, FailureKind.Blocked, FailureKind.Connect], [await KindAsync(), await KindAsync(), await KindAsync(), await KindAsync()]);

        Assert.Equal((1, 1), (tenants.Log.Of(1050).Count(), tenants.Log.Of(1051).Count()));
        Assert.EndsWith("failed with Connect at Connect: ConnectionRefused. It is said once a minute.", tenants.Log.Of(1051).Single(), StringComparison.Ordinal);
        tenants.Clock.Advance(TimeSpan.FromSeconds(59));
        await tenants.SendAsync();
        Assert.Equal((1, 1), (tenants.Log.Of(1050).Count(), tenants.Log.Of(1051).Count()));
        tenants.Clock.Advance(TimeSpan.FromSeconds(1));
        await tenants.SendAsync();
        Assert.Equal((1, 2), (tenants.Log.Of(1050).Count(), tenants.Log.Of(1051).Count()));

        async Task<FailureKind> KindAsync() => (await tenants.SendAsync())!.Kind;
    }

    [Fact]
    public async Task Many_that_fail_at_once_are_told_of_once()
    {
        await using var tenants = new TenantHost(answers: [["10.9.8.7"]]);
        await tenants.PlaceAsync(TenantHost.Config("mail.example.com"));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(tenants.SendAsync, Cancel)));

        Assert.Single(tenants.Log.Of(1050));
    }

    [Fact]
    public async Task What_is_said_of_a_message_is_no_failed_connect()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.Tls = ScriptedTls.StartTls);
        server.At(SmtpPoint.Mail, SmtpFault.Close);
        await using var tenants = new TenantHost(new Dialled(new IPEndPoint(IPAddress.Loopback, server.Port)));
        await tenants.PlaceAsync(TenantHost.Config("mail.example.com", more: """{"tls":{"servername":"localhost"}}"""));

        Assert.Equal(SendPhase.Mail, (await tenants.SendAsync())!.Phase);
        Assert.Empty(tenants.Log.Of(1051));
    }

    private static async Task AssertTenantSeesNothingAsync(TenantHost tenants, ProviderTestResult tested, EmailFailure failure)
    {
        var told = tested.Report.ForTenant();
        string?[] texts = [tested.Provider.LastError, (await tenants.Providers.GetAsync(TenantHost.Acme, tested.Provider.Id, Cancel)).LastError, tenants.Rows.All.Single().LastError, failure.Message, JsonSerializer.Serialize(told)];

        Assert.All(texts, text => Assert.All(Marks, mark => Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase)));
        Assert.All(told.Stages, stage => Assert.Equal((TimeSpan.Zero, 0), (stage.Duration, stage.Facts.Count)));
    }
}
