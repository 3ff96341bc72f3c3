using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Probing;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Capturing;

/// <summary>The catcher that gets all mail of this environment, or none; the one transport to it.</summary>
/// <remarks>
/// Providers keep everything of their own but the server: sender, rules, signature, name. Off, it changes no provider and holds nothing. On, the transport
/// lives as long as the container; it is closed after the providers that send through it, since it is made before them.
/// </remarks>
internal sealed class Catcher : IAsyncDisposable, IDisposable
{
    /// <summary>Captures nothing.</summary>
    public static readonly Catcher Off = new();

    private readonly CatcherAddress _address;
    private readonly SmtpEnvironment? _environment;
    private readonly SharedTransport? _transport;
    private readonly ConnectLog? _connects;

    /// <param name="address">Where it listens.</param>
    /// <param name="transports">Makes the transport to it.</param>
    /// <param name="environment">The operator's own: a catcher is outside the tenants' egress policy.</param>
    public Catcher(CatcherAddress address, ISmtpTransportFactory transports, SmtpEnvironment environment)
    {
        _address = address;
        _environment = environment;
        var account = Account(new EmailAddress("catcher@localhost.localdomain"), []);
        _transport = new SharedTransport(transports.Create(account.Connection, account.Pool));
        _connects = new ConnectLog(environment.Logger, account.Connection, account.Hint);
    }

    private Catcher()
    {
    }

    /// <summary>An SMTP account whose mail goes to the catcher.</summary>
    /// <param name="account">The account.</param>
    /// <param name="own">Its provider: verifies.</param>
    public IEmailProvider Capture(SmtpAccount account, SmtpProvider own) =>
        _transport is null ? own : new CapturedProvider(own, To(account)) { Transport = own.Transport };

    /// <summary>A SendGrid account whose mail goes to the catcher: what only SendGrid knows, as categories and custom arguments, is lost on the way.</summary>
    /// <param name="settings">The account.</param>
    /// <param name="own">Its provider: verifies.</param>
    public IEmailProvider Capture(SendGridConfig settings, SendGridProvider own) =>
        _transport is null ? own : new CapturedProvider(own, To(Account(own.SenderAddress, settings.AllowedFromDomains))) { Check = own.CheckAsync, ScheduledSends = new CaughtSends() };

    /// <summary>Any other account of a service over HTTP whose mail goes to the catcher.</summary>
    /// <param name="own">Its provider: verifies.</param>
    /// <param name="check">Refuses what the service would never be asked to take.</param>
    /// <param name="sender">Whom it sends as.</param>
    /// <param name="domains">Domains beside the sender's own that messages may be from.</param>
    public IEmailProvider Capture(IEmailProvider own, Func<EmailSubmission, CancellationToken, Task> check, EmailAddress sender, IReadOnlyList<string> domains) =>
        _transport is null ? own : new CapturedProvider(own, To(Account(sender, domains))) { Check = check };

    public async ValueTask DisposeAsync()
    {
        if (_transport is not null) await _transport.RetireAsync().ConfigureAwait(false);
    }

    // A container that is disposed synchronously has nowhere to wait: the connections are closed in the background.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private SmtpProvider To(SmtpAccount account) => new(account, _transport!, new SmtpVerification(_environment!)) { Connects = _connects! };

    private SmtpAccount Account(EmailAddress sender, IReadOnlyList<string> domains)
    {
        var config = new SmtpConfig
        {
            Host = _address.Host,
            Port = _address.Port,
            FromAddress = sender.Address,
            FromName = sender.Name,
            AllowedFromDomains = domains,
            Tls = new SmtpTlsSettings { Mode = SmtpTlsMode.None },
        };
        return SmtpAccount.Read(config.ToJson(), _environment!, out _);
    }
}
