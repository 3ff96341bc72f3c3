using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Peers;

namespace Leadmetrics.Smtp.Tests;

/// <summary>Which TLS sessions are resumed, as a Postfix tells in its log.</summary>
/// <remarks>
/// The platform's cache is the process's: each test has a name of its own, by its letters' case, which the certificate check does not mind. A ticket of TLS 1.3
/// is used once, and Postfix gives none on a connection that resumes, so that every second connection resumes.
/// </remarks>
public sealed class ResumptionTests(PeerFixture<ResumptionTests.VerbosePostfix> fixture) : IClassFixture<PeerFixture<ResumptionTests.VerbosePostfix>>, IAsyncLifetime
{
    private PostfixPeer _postfix = null!;
    private X509Certificate2Collection _roots = [];

    private static CancellationToken Cancel => Given.Cancel;

    public async ValueTask InitializeAsync()
    {
        _postfix = (await fixture.GetAsync()).Peer;
        _roots = [(await TestCertificates.SharedAsync()).LoadAuthority()];
    }

    public ValueTask DisposeAsync()
    {
        _roots[0].Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(SmtpTlsMode.StartTls, "mail.example.test")]
    [InlineData(SmtpTlsMode.Implicit, "Mail.example.test")]
    public async Task A_second_connection_resumes_the_session_of_the_first(SmtpTlsMode mode, string name)
    {
        Assert.False(await ConnectAsync(Options(name, mode)));
        Assert.True(await ConnectAsync(Options(name, mode)));
    }

    [Fact]
    public async Task A_connection_that_takes_any_certificate_leaves_no_session_and_takes_none()
    {
        var options = Options("mAil.example.test");
        var relaxed = options with { AcceptAnyCertificate = true, TrustedRoots = null };
        Assert.False(await ConnectAsync(relaxed));
        Assert.False(await ConnectAsync(relaxed));
        Assert.False(await ConnectAsync(options));
        Assert.True(await ConnectAsync(options));
        Assert.False(await ConnectAsync(relaxed));
    }

    [Fact]
    public async Task The_certificate_of_a_resumed_session_is_checked_by_the_settings_of_its_connection_and_then_no_session_is_resumed_any_more()
    {
        var options = Options("maIl.example.test");
        Assert.False(await ConnectAsync(options));
        var (resumed, exception) = await RefusedAsync(options with { TrustedRoots = null });
        Assert.Equal((true, SmtpFailure.Tls, SmtpPhase.Tls), (resumed, exception.Failure, exception.Phase));
        Assert.Contains("not trusted", exception.Message, StringComparison.Ordinal);
        Assert.False(await ConnectAsync(options));
        Assert.False(await ConnectAsync(options));
    }

    [Fact]
    public async Task Another_name_does_not_resume_and_one_that_the_certificate_lacks_is_refused()
    {
        Assert.False(await ConnectAsync(Options("maiL.example.test")));
        Assert.False(await ConnectAsync(Options("MAIL.example.test")));
        Assert.False((await RefusedAsync(Options("elsewhere.example.test"))).Resumed);
    }

    [Fact]
    public async Task A_traced_connect_sees_the_servers_present_certificate()
    {
        var options = Options("mail.Example.test");
        Assert.False(await ConnectAsync(options));
        Assert.False(await ConnectAsync(options, new SmtpConnectTrace()));
        Assert.True(await ConnectAsync(options));
    }

    [Fact]
    public void Past_the_bound_of_refused_names_nothing_is_resumed()
    {
        var policy = new ResumptionPolicy();
        for (var i = 1; i < ResumptionPolicy.MaxRefused; i++) policy.CertificateRefused($"host{i}.test");
        policy.CertificateRefused("host1.test");
        Assert.True(policy.Allows("good.test", acceptsAnyCertificate: false, isWatched: false));
        Assert.False(policy.Allows("host1.test", acceptsAnyCertificate: false, isWatched: false));
        policy.CertificateRefused("host0.test");
        Assert.False(policy.Allows("good.test", acceptsAnyCertificate: false, isWatched: false));
    }

    private SmtpConnectionOptions Options(string name, SmtpTlsMode mode = SmtpTlsMode.StartTls) => new()
    {
        Host = "127.0.0.1",
        Port = mode == SmtpTlsMode.Implicit ? _postfix.ImplicitTlsPort : _postfix.RelayPort,
        TlsMode = mode,
        ServerName = name,
        EhloName = Given.Name,
        TrustedRoots = _roots,
    };

    // Connects and quits; tells whether the server says that it reused a session.
    private async Task<bool> ConnectAsync(SmtpConnectionOptions options, SmtpConnectTrace? trace = null)
    {
        var before = Log();
        var connection = await SmtpConnection.ConnectAsync(options, trace, Cancel);
        await connection.QuitAsync(Cancel);
        return await ResumedAsync(before);
    }

    private async Task<(bool Resumed, SmtpException Exception)> RefusedAsync(SmtpConnectionOptions options)
    {
        var before = Log();
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        return (await ResumedAsync(before), exception);
    }

    private async Task<bool> ResumedAsync(string[] before)
    {
        // Postfix logs through a daemon of its own, a moment later.
        string[] added;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!(added = Log()[before.Length..]).Any(line => line.Contains(": disconnect from ", StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }

        return added.Any(line => line.Contains("Reusing old session", StringComparison.Ordinal));
    }

    private string[] Log() => File.Exists(_postfix.LogFile) ? File.ReadAllLines(_postfix.LogFile) : [];

    public sealed class VerbosePostfix : IPeer
    {
        public PostfixPeer Peer { get; } = new(new PostfixPeerOptions { Settings = ["smtpd_tls_loglevel = 2"] });

        public Task StartAsync(CancellationToken cancellationToken = default) => Peer.StartAsync(cancellationToken);

        public ValueTask DisposeAsync() => Peer.DisposeAsync();
    }
}
