using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class TlsTests
{
    private static CancellationToken Cancel => Given.Cancel;

    [Theory]
    [InlineData(SmtpTlsMode.StartTls, ScriptedTls.StartTls)]
    [InlineData(SmtpTlsMode.StartTlsWhenAvailable, ScriptedTls.StartTls)]
    [InlineData(SmtpTlsMode.Implicit, ScriptedTls.Implicit)]
    public async Task A_message_goes_under_TLS(SmtpTlsMode mode, ScriptedTls tls)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = tls);
        var trace = new SmtpConnectTrace();
        var options = Given.OptionsFor(server, mode) with { ServerName = "localhost" };
        await using var connection = await SmtpConnection.ConnectAsync(options, trace, Cancel);
        await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await connection.QuitAsync(Cancel);

        Assert.True(connection.IsEncrypted);
        Assert.True(Assert.Single(server.Messages).IsTls);
        Assert.Equal("localhost", server.Connections[0].ServerName);
        Assert.Equal(server.Connections[0].TlsVersion, trace.TlsProtocol);
        Assert.Contains(trace.TlsProtocol, new SslProtocols?[] { SslProtocols.Tls12, SslProtocols.Tls13 });
        Assert.NotNull(trace.CipherSuite);
        Assert.Equal((SslPolicyErrors.None, X509ChainStatusFlags.NoError), (trace.CertificateErrors, trace.ChainStatus));
        Assert.All(trace.Steps, step => Assert.True(step.Succeeded));
    }

    [Fact]
    public async Task What_was_offered_in_clear_is_forgotten_and_EHLO_is_said_again()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = ScriptedTls.StartTls;
            o.Capabilities.Auth.Add("XEVIL");
            o.CapabilitiesAfterTls = new ScriptedCapabilities { Pipelining = false, Size = 7 };
        });
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server, SmtpTlsMode.StartTls), null, Cancel);
        Assert.Equal((false, 7L), (connection.Capabilities.Pipelining, connection.Capabilities.MaxSize));
        Assert.Empty(connection.Capabilities.AuthMechanisms);
        Assert.Equal(["EHLO", "STARTTLS", "EHLO"], server.Commands.Select(command => command.Verb));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("454 4.7.0 Not available")]
    [InlineData("502 5.5.1 What?")]
    public async Task STARTTLS_that_is_stripped_or_refused_ends_it_before_any_secret(string? refusal)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = ScriptedTls.StartTls;
            o.Capabilities.StartTls = refusal is not null;
            o.Capabilities.Auth.Add("PLAIN");
        });
        if (refusal is not null) server.At(SmtpPoint.StartTls, SmtpFault.Reply(refusal));
        var options = Given.OptionsFor(server, SmtpTlsMode.StartTls) with { Credentials = new SmtpPasswordCredentials("user", "password") };
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        Assert.Equal((SmtpFailure.Tls, SmtpPhase.Tls), (exception.Failure, exception.Phase));
        Assert.Equal(refusal?[..3], exception.Reply?.Code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.DoesNotContain(server.Commands, command => command.Verb is "AUTH" or "MAIL");
    }

    [Fact]
    public async Task TLS_when_available_goes_on_in_clear_where_it_is_not_offered_and_not_where_it_is_refused()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server, SmtpTlsMode.StartTlsWhenAvailable), null, Cancel);
        Assert.False(connection.IsEncrypted);
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);

        await using var refusing = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        refusing.At(SmtpPoint.StartTls, SmtpFault.Reply("454 4.7.0 Not available"));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(Given.OptionsFor(refusing, SmtpTlsMode.StartTlsWhenAvailable), null, Cancel));
        Assert.Equal(SmtpFailure.Tls, exception.Failure);
    }

    [Theory]
    [InlineData("250 injected\r\n")]
    [InlineData("250-injected\r\n250 AUTH PLAIN\r\n")]
    [InlineData("250-scripted.test\r\n250-AUTH")]
    [InlineData("235 2.7.0 welcome\r\n250 2.1.0 Ok\r\n")]
    [InlineData("2")]
    [InlineData("\r\n")]
    public async Task Bytes_in_clear_behind_the_220_are_fatal(string injected)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        server.At(SmtpPoint.StartTls, SmtpFault.InjectAfterStartTls(injected));
        var options = Given.OptionsFor(server, SmtpTlsMode.StartTls) with { Credentials = new SmtpPasswordCredentials("user", "password") };
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.Tls), (exception.Failure, exception.Phase));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Fact]
    public async Task Bytes_in_clear_that_come_in_a_packet_of_their_own_break_the_handshake()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        server.At(SmtpPoint.StartTls, SmtpFault.ReplyBytes("220 go\r\n250 injected\r\n"u8, oneBytePerPacket: true));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(Given.OptionsFor(server, SmtpTlsMode.StartTls), null, Cancel));
        Assert.Equal(SmtpPhase.Tls, exception.Phase);
        Assert.Contains(exception.Failure, new[] { SmtpFailure.Tls, SmtpFailure.Protocol, SmtpFailure.ConnectionLost });
        Assert.DoesNotContain(server.Commands, command => command.Verb is "AUTH" or "MAIL");
    }

    [Theory]
    [InlineData(nameof(TestCertificates.Expired), SslPolicyErrors.RemoteCertificateChainErrors, "NotTimeValid")]
    [InlineData(nameof(TestCertificates.NotYetValid), SslPolicyErrors.RemoteCertificateChainErrors, "NotTimeValid")]
    [InlineData(nameof(TestCertificates.SelfSigned), SslPolicyErrors.RemoteCertificateChainErrors, "not trusted")]
    [InlineData(nameof(TestCertificates.UnknownIssuer), SslPolicyErrors.RemoteCertificateChainErrors, "not trusted")]
    [InlineData(nameof(TestCertificates.BehindIntermediate), SslPolicyErrors.RemoteCertificateChainErrors, "not trusted")]
    [InlineData(nameof(TestCertificates.WrongName), SslPolicyErrors.RemoteCertificateNameMismatch, "another name")]
    public async Task A_bad_certificate_is_refused_with_its_fault(string name, SslPolicyErrors error, string why)
    {
        var certificate = (X509Certificate2)typeof(TestCertificates).GetProperty(name)!.GetValue(TestCertificates.Shared)!;
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.Certificate) = (ScriptedTls.Implicit, certificate));
        var trace = new SmtpConnectTrace();
        var options = Given.OptionsFor(server, SmtpTlsMode.Implicit) with { ServerName = "localhost" };
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, trace, Cancel));
        Assert.Equal((SmtpFailure.Tls, SmtpPhase.Tls), (exception.Failure, exception.Phase));
        Assert.True(exception.CertificateErrors.HasFlag(error));
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.Equal(certificate.Thumbprint, trace.Certificate!.Thumbprint);

        await using var trusting = await SmtpConnection.ConnectAsync(options with { AcceptAnyCertificate = true }, null, Cancel);
        Assert.True(trusting.IsEncrypted);
    }

    [Theory]
    [InlineData(nameof(TestCertificates.Expired))]
    [InlineData(nameof(TestCertificates.NotYetValid))]
    [InlineData(nameof(TestCertificates.SelfSigned))]
    [InlineData(nameof(TestCertificates.UnknownIssuer))]
    [InlineData(nameof(TestCertificates.WrongName))]
    public async Task A_bad_certificate_behind_STARTTLS_ends_it_before_any_secret_and_not_in_clear(string name)
    {
        var certificate = (X509Certificate2)typeof(TestCertificates).GetProperty(name)!.GetValue(TestCertificates.Shared)!;
        foreach (var mode in new[] { SmtpTlsMode.StartTls, SmtpTlsMode.StartTlsWhenAvailable })
        {
            await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.Certificate) = (ScriptedTls.StartTls, certificate));
            server.Options.Capabilities.Auth.Add("PLAIN");
            var options = Given.OptionsFor(server, mode) with { ServerName = "localhost", Credentials = new SmtpPasswordCredentials("user", "password") };
            var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
            Assert.Equal((SmtpFailure.Tls, SmtpPhase.Tls), (exception.Failure, exception.Phase));
            await server.Connections[0].Ended.WaitAsync(Cancel);
            Assert.Equal(["EHLO", "STARTTLS"], server.Commands.Select(command => command.Verb));
            Assert.Single(server.Connections);
        }
    }

    [Fact]
    public async Task A_wrong_name_is_not_excused_by_a_trusted_root_nor_an_unknown_issuer_by_the_right_name()
    {
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.Certificate) = (ScriptedTls.Implicit, TestCertificates.Shared.WrongName));
        var options = Given.OptionsFor(server, SmtpTlsMode.Implicit);
        await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options with { ServerName = "localhost" }, null, Cancel));
        await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options with { ServerName = "elsewhere.test", TrustedRoots = [] }, null, Cancel));
    }

    [Fact]
    public async Task A_chain_that_the_server_completes_is_trusted_and_a_root_of_ours_is_needed()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = ScriptedTls.Implicit;
            o.Certificate = TestCertificates.Shared.BehindIntermediate;
            o.ExtraCertificates.Add(TestCertificates.Shared.Intermediate);
        });
        var options = Given.OptionsFor(server, SmtpTlsMode.Implicit);
        await using var connection = await SmtpConnection.ConnectAsync(options, null, Cancel);
        Assert.True(connection.IsEncrypted);
        await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options with { TrustedRoots = null }, null, Cancel));
    }

    [Fact]
    public async Task The_name_that_is_checked_is_the_one_asked_for()
    {
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.Certificate) = (ScriptedTls.Implicit, TestCertificates.Shared.WrongName));
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server, SmtpTlsMode.Implicit) with { ServerName = "elsewhere.test" }, null, Cancel);
        Assert.Equal("elsewhere.test", server.Connections[0].ServerName);
    }

    [Theory]
    [InlineData(SmtpTlsMode.Implicit, ScriptedTls.Implicit)]
    [InlineData(SmtpTlsMode.StartTls, ScriptedTls.StartTls)]
    public async Task An_old_TLS_is_refused(SmtpTlsMode mode, ScriptedTls tls)
    {
#pragma warning disable SYSLIB0039, CA5397 // It is old on purpose: the server that speaks nothing newer.
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.TlsVersions) = (tls, SslProtocols.Tls | SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(Given.OptionsFor(server, mode), null, Cancel));
        Assert.Equal((SmtpFailure.Tls, SmtpPhase.Tls), (exception.Failure, exception.Phase));
    }

    [Fact]
    public async Task Plain_text_where_TLS_was_expected_and_the_reverse_end_in_a_clear_error()
    {
        await using var plain = ScriptedSmtpServer.Start();
        var expectedTls = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(Given.OptionsFor(plain, SmtpTlsMode.Implicit), null, Cancel));
        Assert.Equal((SmtpFailure.Tls, SmtpPhase.Tls), (expectedTls.Failure, expectedTls.Phase));
        Assert.Contains("speaks no TLS here", expectedTls.Message, StringComparison.Ordinal);

        var clock = new ManualClock();
        await using var tls = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.Implicit);
        var connecting = SmtpConnection.ConnectAsync(Given.OptionsFor(tls) with { TimeProvider = clock }, null, Cancel);
        await clock.WhenTimerIsSetAsync(SmtpTimeouts.Default.Greeting);
        clock.Advance(SmtpTimeouts.Default.Greeting);
        var expectedText = await Assert.ThrowsAsync<SmtpException>(() => connecting);
        Assert.Equal((SmtpFailure.Timeout, SmtpPhase.Greeting), (expectedText.Failure, expectedText.Phase));
    }

    [Theory]
    [InlineData("FIN", false)]
    [InlineData("RST", false)]
    [InlineData("silence", false)]
    [InlineData("FIN", true)]
    [InlineData("RST", true)]
    [InlineData("silence", true)]
    public async Task A_connection_that_breaks_around_the_handshake_says_so(string how, bool inHandshake)
    {
        var point = inHandshake ? SmtpPoint.TlsHandshake : SmtpPoint.StartTls;
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        server.At(point, how switch { "FIN" => SmtpFault.Close, "RST" => SmtpFault.Reset, _ => SmtpFault.Silence });
        var clock = new ManualClock();
        var connecting = SmtpConnection.ConnectAsync(Given.OptionsFor(server, SmtpTlsMode.StartTls) with { TimeProvider = clock }, null, Cancel);
        if (how == "silence")
        {
            await server.WaitForAsync(point, 1, Cancel);
            clock.Advance(SmtpTimeouts.Default.Session);
        }

        var exception = await Assert.ThrowsAsync<SmtpException>(() => connecting);
        var failure = how == "silence" ? SmtpFailure.Timeout : inHandshake ? SmtpFailure.Tls : SmtpFailure.ConnectionLost;
        Assert.Equal((failure, SmtpPhase.Tls), (exception.Failure, exception.Phase));
        if (failure == SmtpFailure.Tls) Assert.IsAssignableFrom<IOException>(exception.InnerException);
    }
}
