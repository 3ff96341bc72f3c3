using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Servers;

/// <summary>smtp-server (Node.js), which demands AUTH over STARTTLS: XOAUTH2 right and wrong, and passwords.</summary>
public sealed class SmtpServerTests
{
    [Fact]
    public async Task XOAUTH2_with_the_right_token_sends()
    {
        await using var server = await StartAsync("XOAUTH2");
        await using var tenant = await TenantAt.StartAsync(Account(server) with { AccessToken = new Secret(server.Options.Token) });

        await tenant.SendAsync(Mail.To("jane@customer.test"));

        var arrived = Assert.Single(await server.MessagesAsync());
        Assert.Equal((server.Options.User, true), (arrived.User, arrived.Tls));
        Assert.Equal(["jane@customer.test"], arrived.To);
    }

    [Fact]
    public async Task XOAUTH2_with_a_wrong_token_is_an_authentication_failure_and_nothing_is_sent()
    {
        await using var server = await StartAsync("XOAUTH2");
        await using var tenant = await TenantAt.StartAsync(Account(server) with { AccessToken = new Secret("expired") });

        var tested = await tenant.TestAsync();

        Assert.False(tested.Verified);
        Assert.Equal((FailureKind.Authentication, "auth"), (tested.Report.Failure!.Kind, tested.Report.Summary));
        Assert.Contains("535", tested.Provider.LastError, StringComparison.Ordinal);
        Assert.Empty(await server.MessagesAsync());
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task A_password_authenticates_over_STARTTLS(string mechanism)
    {
        await using var server = await StartAsync(mechanism);
        await using var tenant = await TenantAt.StartAsync(Account(server) with { Pass = new Secret(server.Options.Password) });

        await tenant.SendAsync(Mail.To("jane@customer.test"));

        Assert.Equal(server.Options.User, Assert.Single(await server.MessagesAsync()).User);
    }

    [Fact]
    public async Task A_535_propagates()
    {
        await using var server = await StartAsync("PLAIN");
        await using var tenant = await TenantAt.StartAsync(Account(server) with { Pass = new Secret("wrong") });

        var tested = await tenant.TestAsync();

        Assert.Equal((FailureKind.Authentication, SendPhase.Auth, 535), (tested.Report.Failure!.Kind, tested.Report.Failure.Phase, tested.Report.Failure.Response!.Code));
        Assert.Equal("wrong-credentials", tested.Report.Failure.Remedy!.Code);
    }

    private static async Task<SmtpServerPeer> StartAsync(string mechanism)
    {
        var server = new SmtpServerPeer(new SmtpServerPeerOptions { Mechanisms = [mechanism] });
        await server.StartAsync();
        return server;
    }

    private static SmtpConfig Account(SmtpServerPeer server) => new() { Host = "localhost", Port = server.Port, User = server.Options.User, FromAddress = "hello@acme.test" };
}
