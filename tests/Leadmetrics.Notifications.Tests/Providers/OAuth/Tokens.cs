using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>Hosts whose accounts get their tokens from a fake endpoint, over the real HTTP client of a container.</summary>
internal sealed class Tokens : IAsyncDisposable
{
    public const string User = "jane@example.com";

    private readonly ServiceProvider _services;

    public Tokens(Action<IServiceCollection>? before = null, Uri? address = null)
    {
        Endpoint = FakeTokenEndpoint.Start("refresh-0");
        Address = address ?? Endpoint.BaseAddress;
        var services = new ServiceCollection();
        before?.Invoke(services);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddLeadmetricsNotifications(_ => { });
        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FakeTokenEndpoint Endpoint { get; }

    public Uri Address { get; }

    public MovableClock Clock { get; } = new();

    public KeptTokens Store { get; } = new();

    public LogSink Log { get; } = new();

    public OAuthSettings Settings { get; } = new()
    {
        Provider = OAuthProvider.Microsoft,
        ClientId = "test-client",
        ClientSecret = new Secret("test-client-secret"),
        RefreshToken = new Secret("refresh-0"),
    };

    public IHttpClientFactory Clients => _services.GetRequiredService<IHttpClientFactory>();

    public TokenEndpoint Asked(OAuthSettings? settings = null) => new(new MicrosoftAuthority(settings ?? Settings), Address, Clients, Clock);

    /// <summary>An account on a host of its own.</summary>
    public TokenSource Source(OAuthSettings? settings = null, ITokenStore? store = null)
    {
        settings ??= Settings;
        store ??= Store;
        var logger = _services.GetRequiredService<ILogger<Tokens>>();
        return new TokenSource(new TokenFlight(settings, settings.FingerprintFor(User), Asked(settings), store, Clock, logger), Clock, logger, "Microsoft", store.RowId);
    }

    public static async Task<EmailFailure> FailAsync(TokenSource source, string? refused = null) =>
        (await Assert.ThrowsAsync<TokenException>(async () => await source.GetAsync(refused, Cancel))).Failure;

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        await _services.DisposeAsync();
    }
}
