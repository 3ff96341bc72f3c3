using System.Security.Cryptography;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>The real HTTP client against an endpoint that misbehaves, and one that checks what it is sent.</summary>
public sealed class TokenEndpointTests
{
    [Fact]
    public async Task What_is_asked_is_what_the_endpoint_demands()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Directory = "contoso.example";
        var clientAlone = tokens.Settings with { RefreshToken = null, Directory = "contoso.example" };

        Assert.NotNull((await tokens.Asked(tokens.Settings with { Directory = "contoso.example" }).AskAsync("refresh-0")).AccessToken);
        Assert.NotNull((await tokens.Asked(clientAlone).AskAsync(null)).AccessToken);
        Assert.Equal(TokenRefusal.Client, (await tokens.Asked(clientAlone with { ClientSecret = new Secret("wrong") }).AskAsync(null)).Refusal);
        Assert.Equal(TokenRefusal.Client, (await tokens.Asked(clientAlone with { Directory = "other.example" }).AskAsync(null)).Refusal);
        Assert.All(tokens.Endpoint.Requests, request => Assert.Equal(("application/json", null, null), (request.Header("Accept"), request.Header("Authorization"), request.Header("Cookie"))));
    }

    [Fact]
    public async Task A_service_account_gets_a_token_for_the_user_alone_that_it_may_act_for()
    {
        await using var tokens = new Tokens();
        using var rsa = RSA.Create(2048);
        tokens.Endpoint.ServiceAccount = (ServiceAccounts.Email, rsa);
        tokens.Endpoint.Subject = Tokens.User;
        var settings = new OAuthSettings { Provider = OAuthProvider.Google, ClientSecret = new Secret(ServiceAccounts.KeyOf(rsa)) };

        Assert.NotNull((await Ask(Tokens.User)).AccessToken);
        Assert.Equal(TokenRefusal.Consent, (await Ask("mallory@example.com")).Refusal);
        Assert.All(tokens.Endpoint.Requests, request => Assert.Equal("/token", request.Path));

        Task<TokenAnswer> Ask(string user) => new TokenEndpoint(new GoogleAuthority(settings, user), tokens.Address, tokens.Clients, tokens.Clock).AskAsync(null);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var tokens = new Tokens();
        await using var elsewhere = FakeTokenEndpoint.Start("refresh-0");
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(307, "", ("Location", new Uri(elsewhere.BaseAddress, "token").AbsoluteUri)));

        Assert.Equal(FailureKind.Protocol, (await tokens.Asked().AskAsync("refresh-0")).Failure!.Kind);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(200, """{"access_token":"t","expires_in":60,"more":" """ + new string('x', 65 * 1024) + "\"}"));
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(200, """{"access_token":"t","expires_in":60,"more":" """ + new string('x', 60 * 1024) + "\"}"));

        Assert.Equal(FailureKind.Protocol, (await tokens.Asked().AskAsync("refresh-0")).Failure!.Kind);
        Assert.NotNull((await tokens.Asked().AskAsync("refresh-0")).AccessToken);
    }

    [Fact]
    public async Task Silence_ends_after_thirty_seconds()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Silence);

        var asking = tokens.Asked().AskAsync("refresh-0");
        await tokens.Endpoint.WaitForRequestsAsync(1, Tokens.Cancel);
        tokens.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(asking.IsCompleted);
        tokens.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred, "oauth-endpoint-unreachable"), await asking is { Failure: { } failure } ? (failure.Kind, failure.Outcome, failure.Remedy!.Code) : default);
    }

    [Fact]
    public async Task A_connection_that_is_cut_or_refused_is_a_failure_that_may_pass()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Close);
        await using var nobody = new Tokens(address: SendGrid.Hosted.Nowhere);

        foreach (var endpoint in new[] { tokens.Asked(), nobody.Asked() })
        {
            Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred), await endpoint.AskAsync("refresh-0") is { Failure: { } failure } ? (failure.Kind, failure.Outcome) : default);
        }
    }

    [Fact]
    public async Task Handlers_that_the_host_gives_to_all_clients_see_nothing_of_it()
    {
        var seen = 0;
        await using var tokens = new Tokens(services => services.ConfigureHttpClientDefaults(clients => clients.AddHttpMessageHandler(() => new Counting(() => seen++))));

        Assert.NotNull((await tokens.Asked().AskAsync("refresh-0")).AccessToken);
        Assert.Equal(0, seen);
    }

    [Fact]
    public async Task Another_base_address_keeps_its_path()
    {
        await using var tokens = new Tokens();
        foreach (var path in new[] { "proxy", "proxy/" })
        {
            await new TokenEndpoint(new MicrosoftAuthority(tokens.Settings), new Uri(tokens.Endpoint.BaseAddress, path), tokens.Clients, tokens.Clock).AskAsync("refresh-0");
        }

        Assert.All(tokens.Endpoint.Requests, request => Assert.Equal("/proxy/common/oauth2/v2.0/token", request.Path));
    }

    [Fact]
    public async Task No_log_at_trace_holds_a_secret()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.RotatesRefreshTokens = true;
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(400, """{"error":"refresh-0","error_description":"refresh-0 test-client-secret"}"""));
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(400, """{"error":"invalid_grant","error_description":"refresh-0 test-client-secret"}"""));
        var source = tokens.Source();

        var failures = new List<EmailFailure> { await Tokens.FailAsync(source) };
        tokens.Clock.Advance(TimeSpan.FromSeconds(5));
        failures.Add(await Tokens.FailAsync(source));
        source.Reconsider();
        var token = await source.GetAsync(null, Tokens.Cancel);

        Assert.Equal(3, tokens.Endpoint.Requests.Count);
        Assert.Contains(tokens.Log.Lines, line => line.Contains("POST", StringComparison.Ordinal));
        foreach (var planted in new[] { "refresh-0", "refresh-1", "test-client-secret", token, Tokens.User })
        {
            Assert.All(tokens.Log.Lines, line => Assert.DoesNotContain(planted, line, StringComparison.Ordinal));
            Assert.All(failures, failure => Assert.DoesNotContain(planted, failure.ToString(), StringComparison.Ordinal));
            Assert.DoesNotContain(planted, tokens.Store.State.Entries[0].ToString(), StringComparison.Ordinal);
        }
    }

    private sealed class Counting(Action seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
