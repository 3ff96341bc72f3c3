using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Testing;
using static Leadmetrics.Notifications.Tests.Telemetry.MeasuredHost;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>What is counted of requests for tokens.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class TokenMetricsTests
{
    private const string Account =
        """{"user":"jane@example.com","auth":{"type":"oauth2","provider":"microsoft","clientId":"test-client","clientSecret":"test-client-secret","refreshToken":"planted-refresh","directory":"contoso.example"}}""";

    [Fact]
    public async Task Each_request_is_counted_by_what_came_of_it()
    {
        await using var endpoint = FakeTokenEndpoint.Start("planted-refresh");
        await using var host = MeasuredHost.Start(options => options.OAuthBaseAddress = endpoint.BaseAddress);
        host.Server.Options.Capabilities.Auth.Add("XOAUTH2");

        endpoint.Answer(FakeTokenAnswer.Status(503));
        await host.TestAsync(Acme, Account);
        endpoint.Answer(FakeTokenAnswer.Error("invalid_client", 401));
        await host.TestAsync(Acme, Account);
        endpoint.Answer(FakeTokenAnswer.Error("invalid_grant"));
        await host.TestAsync(Acme, Account);
        Assert.True((await host.TestAsync(Acme, Account)).Verified);

        Assert.Equal(
            [
                "tokens.refreshed 1 outcome=client_refused provider=microsoft",
                "tokens.refreshed 1 outcome=consent_refused provider=microsoft",
                "tokens.refreshed 1 outcome=failed provider=microsoft",
                "tokens.refreshed 1 outcome=granted provider=microsoft",
            ],
            host.Metrics.Of(TelemetryNames.TokensRefreshed));
        Assert.DoesNotContain(host.Metrics.All, line => line.Contains("planted", StringComparison.Ordinal));
    }
}
