using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Leadmetrics.Peers;
using Testcontainers.PostgreSql;

namespace Leadmetrics.Notifications.Containers;

/// <summary>PostgreSQL and Mailpit, of the images that docker-compose.dev.yml names.</summary>
public sealed class Containers : IPeer
{
    private const string Peer = "docker";
    private const ushort MailpitSmtp = 1025;
    private const ushort MailpitWeb = 8025;

    private PostgreSqlContainer? _postgres;
    private IContainer? _mailpit;

    public string ConnectionString => Postgres.GetConnectionString();

    /// <summary>Where the containers are reached: localhost, as a rule.</summary>
    public string Host => Mailpit.Hostname;

    public int SmtpPort => Mailpit.GetMappedPublicPort(MailpitSmtp);

    public Uri Web => new UriBuilder(Uri.UriSchemeHttp, Mailpit.Hostname, Mailpit.GetMappedPublicPort(MailpitWeb)).Uri;

    private PostgreSqlContainer Postgres => _postgres ?? throw new InvalidOperationException("The containers were not started.");

    private IContainer Mailpit => _mailpit ?? throw new InvalidOperationException("The containers were not started.");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            _postgres = new PostgreSqlBuilder(ComposeFile.ImageOf("postgres")).Build();
            _mailpit = new ContainerBuilder(ComposeFile.ImageOf("mailpit"))
                .WithEnvironment("MP_SMTP_AUTH_ACCEPT_ANY", "1")
                .WithEnvironment("MP_SMTP_AUTH_ALLOW_INSECURE", "1")
                .WithPortBinding(MailpitSmtp, assignRandomHostPort: true)
                .WithPortBinding(MailpitWeb, assignRandomHostPort: true)
                .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPath("/readyz").ForPort(MailpitWeb)))
                .Build();
        }
        catch (DockerUnavailableException)
        {
            PeerPolicy.Missing(Peer, "no Docker engine answers; start one.");
        }

        await Task.WhenAll(Postgres.StartAsync(cancellationToken), Mailpit.StartAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_mailpit is not null) await _mailpit.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }
}
