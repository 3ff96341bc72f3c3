using System.Globalization;
using System.Security.Cryptography;
using Leadmetrics.Notifications.Providers.Capturing;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Redirecting;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Probing;
using Leadmetrics.Notifications.Providers.Smtp.Transcripts;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Makes providers from settings; opens nothing.</summary>
internal sealed class ProviderFactory(ISmtpTransportFactory transports, IHttpClientFactory clients, Uri? sendGridBaseAddress, TimeProvider timeProvider)
{
    // What one provider of an account is told of its limits holds for all of them.
    private readonly SendGridGates _sendGridGates = new(timeProvider);

    /// <summary>Who gets the mail of this environment in place of its recipients; <see langword="null"/>: they do.</summary>
    public Redirection? Redirection { get; init; }

    /// <summary>Gets the mail of this environment in place of the providers' own servers, where the host's options ask for it.</summary>
    public Catcher Catcher { get; init; } = Catcher.Off;

    /// <summary>Who plays the providers' token endpoints; <see langword="null"/>: they do. Only ever the operator's.</summary>
    public Uri? OAuthBaseAddress { get; init; }

    /// <summary>Who plays Amazon SES; <see langword="null"/>: it does. Only ever the operator's.</summary>
    public Uri? SesBaseAddress { get; init; }

    /// <summary>The sources of tokens that serve.</summary>
    public TokenSources Tokens { get; } = new();

    /// <summary>Measures what its providers do; <see langword="null"/>: nobody does.</summary>
    public NotificationsTelemetry? Telemetry { get; init; }

    /// <summary>Has tenants' SMTP dialogues logged where that is switched on.</summary>
    public SmtpTranscripts? Transcripts { get; init; }

    /// <summary>Makes a provider.</summary>
    /// <param name="word">One of <see cref="ProviderWords"/>.</param>
    /// <param name="config">The settings, as JSON in UTF-8.</param>
    /// <param name="environment">Policy and defaults: a tenant's, or the operator's own.</param>
    /// <param name="previous">What was made of the same row before: its connections go on serving where the new settings connect to the same place in the same way.</param>
    /// <param name="tokens">Where its OAuth2 tokens are kept; <see langword="null"/>: in this process.</param>
    /// <param name="tenant">Whose it is; <see langword="null"/>: the platform's.</param>
    /// <param name="isVerified">Whether the settings passed their test: they go on serving where a later version of this library takes them for a mistake.</param>
    /// <exception cref="ProviderConfigException">The word is unknown, or a property is missing or wrong.</exception>
    public BuiltProvider Create(
        string word, ReadOnlyMemory<byte> config, SmtpEnvironment environment, BuiltProvider? previous = null, ITokenStore? tokens = null, TenantId? tenant = null, bool isVerified = false)
    {
        return word switch
        {
            ProviderWords.Smtp => Redirect(CreateSmtp(config, environment, previous, tokens, tenant, isVerified)),
            ProviderWords.SendGrid => Redirect(CreateSendGrid(config, environment)),
            ProviderWords.Ses => Redirect(CreateSes(config, environment)),
            _ => throw UnknownWord(),
        };
    }

    /// <summary>Checks settings without making anything of them.</summary>
    /// <exception cref="ProviderConfigException">The word is unknown, or a property is missing or wrong.</exception>
    public static IReadOnlyList<ProviderWarning> Check(string word, ReadOnlyMemory<byte> config, SmtpEnvironment environment, bool isVerified = false)
    {
        IReadOnlyList<ProviderWarning> warnings;
        switch (word)
        {
            case ProviderWords.Smtp:
                SmtpAccount.Read(config, environment, out warnings, isVerified);
                return warnings;
            case ProviderWords.SendGrid:
                SendGridConfig.Parse(config, out warnings);
                return warnings;
            case ProviderWords.Ses:
                SesConfig.Parse(config, out warnings);
                return warnings;
            default:
                throw UnknownWord();
        }
    }

    // Here, so that there is no way around it: every provider of the host is made by this.
    private BuiltProvider Redirect(BuiltProvider built) => Redirection is null ? built : built with { Provider = new RedirectingProvider(built.Provider, Redirection) };

    private BuiltProvider CreateSmtp(ReadOnlyMemory<byte> config, SmtpEnvironment environment, BuiltProvider? previous, ITokenStore? tokens, TenantId? tenant, bool isVerified)
    {
        var account = SmtpAccount.Read(config, environment, out var warnings, isVerified);
        var fingerprint = account.Fingerprint();
        var kept = previous?.Transport is { IsRetired: false } && previous.Fingerprint == fingerprint ? previous : null;

        // Connections that are kept go on with the tokens that they were made with: the same settings, the same row.
        if (account.Config.OAuth is { } oauth) account = account.With(kept?.Tokens ?? TokensOf(oauth, account.Config.User!, tokens ?? new MemoryTokenStore(), environment));
        if (Telemetry is not null) account = account.With(new ConnectWatcher(Telemetry, Transcripts, tenant, account.Hint));
        var transport = kept?.Transport ?? Open(account);
        var provider = new SmtpProvider(account, transport, new SmtpVerification(environment));
        return new BuiltProvider(Catcher.Capture(account, provider), account.Sender.Address, fingerprint, warnings, transport)
        {
            Tokens = account.Tokens,
            Limits = account.Config.Limits,
            FallsToPlatform = account.Config.Fallback == ProviderFallback.Platform,
            Destination = string.Create(CultureInfo.InvariantCulture, $"{account.Host.Ascii}:{account.Config.Port}"),
        };
    }

    // Known to health checks and to metrics for as long as its connections may serve.
    private SharedTransport Open(SmtpAccount account)
    {
        var inner = transports.Create(account.Connection, account.Pool);
        var transport = new SharedTransport(inner) { Closed = () => Forget(inner, account.Tokens) };
        Telemetry?.Pools.Add(inner, () => inner.Statistics);
        if (account.Tokens is { } tokens) Tokens.Add(tokens);
        return transport;
    }

    private void Forget(ISmtpTransport transport, TokenSource? tokens)
    {
        Telemetry?.Pools.Remove(transport);
        if (tokens is not null) Tokens.Remove(tokens);
    }

    private TokenSource TokensOf(OAuthSettings settings, string user, ITokenStore store, SmtpEnvironment environment)
    {
        ITokenAuthority authority = settings.Provider == OAuthProvider.Google ? new GoogleAuthority(settings, user) : new MicrosoftAuthority(settings);
        var clock = environment.TimeProvider;
        var endpoint = new TokenEndpoint(authority, OAuthBaseAddress, clients, clock);
        var flight = new TokenFlight(settings, settings.FingerprintFor(user), endpoint, store, clock, environment.Logger) { Telemetry = Telemetry };
        return new TokenSource(flight, clock, environment.Logger, authority.Name, store.RowId);
    }

    private BuiltProvider CreateSendGrid(ReadOnlyMemory<byte> config, SmtpEnvironment environment)
    {
        var settings = SendGridConfig.Parse(config, out var warnings);
        var sender = Sender.Create(new EmailAddress(settings.FromAddress, settings.FromName), settings.AllowedFromDomains);
        var account = new SendGridAccount(settings, sender, sendGridBaseAddress ?? SendGridHttp.AddressOf(settings.Region), clients, timeProvider) { Logger = environment.Logger, Gates = _sendGridGates };
        var provider = new SendGridProvider(account);
        return new BuiltProvider(Catcher.Capture(settings, provider), sender.Address, Convert.ToHexStringLower(SHA256.HashData(config.Span)), warnings, null)
        {
            Limits = settings.Limits,
            FallsToPlatform = settings.Fallback == ProviderFallback.Platform,
            Destination = ProviderWords.SendGrid,
        };
    }

    private BuiltProvider CreateSes(ReadOnlyMemory<byte> config, SmtpEnvironment environment)
    {
        var settings = SesConfig.Parse(config, out var warnings);
        var sender = Sender.Create(new EmailAddress(settings.FromAddress, settings.FromName), settings.AllowedFromDomains);
        var provider = new SesProvider(settings, sender, SesBaseAddress ?? SesRegion.AddressOf(settings.Region), clients, timeProvider, environment.Logger);
        var captured = Catcher.Capture(provider, provider.CheckAsync, sender.Address, settings.AllowedFromDomains);
        return new BuiltProvider(captured, sender.Address, Convert.ToHexStringLower(SHA256.HashData(config.Span)), warnings, null)
        {
            Limits = settings.Limits,
            FallsToPlatform = settings.Fallback == ProviderFallback.Platform,
            Destination = $"{ProviderWords.Ses}:{settings.Region}",
        };
    }

    private static ProviderConfigException UnknownWord() => new("provider", $"is none of {string.Join(", ", ProviderWords.All)}");
}
