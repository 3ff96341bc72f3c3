using System.Security.Cryptography;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Mime.Dkim;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Notifications.Providers.Smtp.SetUp;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>SMTP settings that passed all checks, the operator's consents included: ready to dial.</summary>
internal sealed class SmtpAccount
{
    private SmtpAccount(SmtpConfig config, HostName host, SmtpHostTraits traits, Sender sender, SmtpConnectionOptions connection, SmtpPoolOptions pool)
    {
        Config = config;
        Host = host;
        Traits = traits;
        Sender = sender;
        Connection = connection;
        Pool = pool;
        Hint = SmtpAccountHint.Of(config, host.Ascii, connection.TlsMode);
    }

    public SmtpConfig Config { get; }

    public required ILogger Logger { get; init; }

    public HostName Host { get; }

    /// <summary>What is known of the host before it is asked.</summary>
    public SmtpHostTraits Traits { get; }

    public Sender Sender { get; }

    /// <summary>Signs its messages; <see langword="null"/>: nobody does here.</summary>
    public DkimSigner? Signer { get; private init; }

    /// <summary>Where its tokens come from; <see langword="null"/>: it needs none, or was only read.</summary>
    public TokenSource? Tokens { get; private init; }

    public SmtpConnectionOptions Connection { get; }

    public SmtpPoolOptions Pool { get; }

    /// <summary>What helps to tell why a server refuses the account.</summary>
    public SmtpAccountHint Hint { get; }

    /// <summary>Reads settings and holds them against the policy.</summary>
    /// <param name="utf8Json">The settings.</param>
    /// <param name="environment">The policy and what else the host gives.</param>
    /// <param name="warnings">What looks wrong.</param>
    /// <param name="isVerified">Whether a server has taken the settings already: what only looks as if none could is a warning then.</param>
    /// <exception cref="ProviderConfigException">A property is missing or wrong, or needs a consent that the operator has not given.</exception>
    public static SmtpAccount Read(ReadOnlyMemory<byte> utf8Json, SmtpEnvironment environment, out IReadOnlyList<ProviderWarning> warnings, bool isVerified = false)
    {
        var config = SmtpConfig.Parse(utf8Json, out var parsed);
        if (!HostName.TryParse(config.Host, out var host, out var error)) throw TypedHost.Refuse(config, error!, environment.Policy);
        warnings = [.. parsed, .. SetUpCheck.Check(config, host, environment.Policy, isVerified)];
        if (environment.Policy.Deny(host, config.Port) is { } denied) throw new ProviderConfigException(denied.StartsWith("port", StringComparison.Ordinal) ? "port" : "host", $"may not be called from here: {denied}");
        if (config.Tls.Mode is SmtpTlsMode.None or SmtpTlsMode.StartTlsWhenAvailable && !environment.Policy.AllowsClearText(host))
        {
            throw new ProviderConfigException("tls.mode", "needs the operator's consent to clear text (Egress:ClearTextHosts)");
        }

        if (!config.Tls.RejectUnauthorized && !environment.Policy.AllowsAnyCertificate(host))
        {
            throw new ProviderConfigException("tls.rejectUnauthorized", "may be false only with the operator's consent (Egress:AnyCertificateHosts)");
        }

        var sender = Sender.Create(new EmailAddress(config.FromAddress, config.FromName), config.AllowedFromDomains);
        var traits = SmtpHostTraits.Of(host.Ascii);
        return new SmtpAccount(config, host, traits, sender, Connect(config, host, traits, environment), PoolOf(config, traits))
        {
            Logger = environment.Logger,
            Signer = config.Dkim?.CreateSigner(traits),
        };
    }

    /// <summary>The account with a source of the tokens that its settings ask for.</summary>
    public SmtpAccount With(TokenSource tokens)
    {
        var connection = Connection with { Credentials = new SmtpTokenCredentials(Config.User!, (refused, cancellationToken) => GetAsync(tokens, refused, cancellationToken)) };
        return new SmtpAccount(Config, Host, Traits, Sender, connection, Pool) { Logger = Logger, Signer = Signer, Tokens = tokens };
    }

    /// <summary>The account with somebody who watches its connects.</summary>
    public SmtpAccount With(ISmtpConnectWatcher watcher) =>
        new(Config, Host, Traits, Sender, Connection with { Watcher = watcher }, Pool) { Logger = Logger, Signer = Signer, Tokens = Tokens };

    /// <summary>Fails where a send would connect only to find out that there is no token.</summary>
    /// <exception cref="SmtpException"><see cref="SmtpFailure.Token"/>.</exception>
    public async ValueTask CheckTokensAsync(CancellationToken cancellationToken)
    {
        if (Tokens is { IsRefused: true } tokens) await GetAsync(tokens, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells settings apart that must not share a socket: where, how and as whom they connect. What concerns messages alone (sender, signature, limits) is left out, as are sealing keys and row versions.</summary>
    public string Fingerprint()
    {
        var wire = Config with { FromAddress = "", FromName = null, AllowedFromDomains = [], TagHeaders = false, Dkim = null, Bounces = null, Limits = null, Fallback = ProviderFallback.None };
        return Convert.ToHexStringLower(SHA256.HashData(wire.ToJson().Span));
    }

    private static SmtpConnectionOptions Connect(SmtpConfig config, HostName host, SmtpHostTraits traits, SmtpEnvironment environment)
    {
        var clearText = environment.Policy.AllowsClearText(host);
        var dialer = environment.Dialer;
        EhloName.TryCreate(config.Name, out var name);
        return new SmtpConnectionOptions
        {
            Host = host.Ascii,
            Port = config.Port,
            TlsMode = config.ExplicitTlsMode ?? (environment.Policy.DefaultsToClearText(host) ? SmtpTlsMode.StartTlsWhenAvailable : SmtpTlsMode.StartTls),
            ServerName = config.Tls.ServerName,
            EhloName = name ?? environment.EhloName,
            Credentials = CredentialsOf(config),
            AllowClearTextCredentials = clearText,
            AcceptAnyCertificate = !config.Tls.RejectUnauthorized,
            TrustedRoots = environment.TrustedRoots,
            Timeouts = TimeoutsOf(config),
            AllowChunking = traits.AllowChunking,
            Places = environment.Places,
            HostMemory = environment.HostMemory,
            Dialer = (_, port, cancellationToken) => dialer.DialAsync(host, port, cancellationToken),
            TimeProvider = environment.TimeProvider,
        };
    }

    private static SmtpCredentials? CredentialsOf(SmtpConfig config) => config switch
    {
        { User: null or "" } => null,
        { OAuth: not null } => new SmtpTokenCredentials(config.User, static (_, _) => throw new InvalidOperationException("The account was only read.")),
        { AccessToken: { } token } => new SmtpTokenCredentials(config.User, (_, _) => ValueTask.FromResult(token.Reveal())),
        _ => new SmtpPasswordCredentials(config.User, config.Pass!.Reveal()),
    };

    // The engine's own exception, so that whichever transport it passes knows what it is.
    private static async ValueTask<string> GetAsync(TokenSource tokens, string? refused, CancellationToken cancellationToken)
    {
        try
        {
            return await tokens.GetAsync(refused, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenException none)
        {
            throw new SmtpException(SmtpFailure.Token, SmtpPhase.Auth, none.Message, innerException: none);
        }
    }

    private static SmtpTimeouts TimeoutsOf(SmtpConfig config)
    {
        var timeouts = SmtpTimeouts.Default;
        if (config.ConnectionTimeout is { } connect) timeouts = timeouts with { Connect = connect };

        // Everything but the wait after the dot: a short one there makes duplicates.
        return config.SocketTimeout is { } each ? timeouts with { Greeting = each, Session = each, Envelope = each, Data = each, DataBlock = each } : timeouts;
    }

    private static SmtpPoolOptions PoolOf(SmtpConfig config, SmtpHostTraits traits)
    {
        var options = new SmtpPoolOptions();
        if ((config.Pool.MaxConnections ?? traits.MaxConnections) is { } connections) options = options with { MaxConnections = connections };
        if (config.Pool.MaxMessages is { } messages) options = options with { MaxMessagesPerConnection = messages };
        if (config.Pool.MaxInFlight is { } inFlight) options = options with { MaxInFlight = inFlight };
        return config.UsePool ? options : options with { MaxMessagesPerConnection = 1 };
    }
}
