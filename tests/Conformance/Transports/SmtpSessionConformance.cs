using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Xunit;

namespace Leadmetrics.Conformance.Transports;

/// <summary>How a session is opened: the dialler, TLS, AUTH, and the probe that tells all of it.</summary>
public abstract class SmtpSessionConformance : SmtpTransportConformance
{
    private static readonly SmtpPasswordCredentials Password = new("user@client.test", "p\"ä$$ word");

    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task No_socket_is_opened_but_by_the_dialler()
    {
        await using var server = ScriptedSmtpServer.Start();
        var dialled = new List<(string, int)>();
        var options = Given.OptionsFor(server) with
        {
            Host = "mail.nowhere.invalid",
            Port = 2525,
            Dialer = async (host, port, token) =>
            {
                dialled.Add((host, port));
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(server.Host, server.Port, token);
                return socket;
            },
        };
        await using var transport = Open(options);
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal([("mail.nowhere.invalid", 2525)], dialled);
    }

    [Fact]
    public async Task What_the_dialler_throws_reaches_the_caller()
    {
        await using var server = ScriptedSmtpServer.Start();
        var denied = new UnauthorizedAccessException("Not there.");
        await using var transport = Open(Given.OptionsFor(server) with { Dialer = (_, _, _) => throw denied });
        Assert.Same(denied, await Assert.ThrowsAsync<UnauthorizedAccessException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)));
        Assert.Empty(server.Connections);
    }

    [Theory]
    [InlineData(SmtpTlsMode.Implicit, ScriptedTls.Implicit, true)]
    [InlineData(SmtpTlsMode.StartTls, ScriptedTls.StartTls, true)]
    [InlineData(SmtpTlsMode.StartTlsWhenAvailable, ScriptedTls.StartTls, true)]
    [InlineData(SmtpTlsMode.StartTlsWhenAvailable, ScriptedTls.None, false)]
    [InlineData(SmtpTlsMode.None, ScriptedTls.StartTls, false)]
    public async Task Connection_is_protected_as_the_mode_says(SmtpTlsMode mode, ScriptedTls tls, bool secured)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = tls);
        await using var transport = Open(Given.OptionsFor(server, mode) with { ServerName = "localhost" });
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal(secured, Assert.Single(server.Messages).IsTls);
        Assert.Equal(secured ? "localhost" : null, server.Connections[0].ServerName);
    }

    [Fact]
    public async Task Where_STARTTLS_is_demanded_and_not_offered_nothing_is_sent()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(Given.OptionsFor(server, SmtpTlsMode.StartTls) with { Credentials = Password });
        await AssertTlsFailureAsync(server, transport);
        Assert.Equal(["EHLO"], server.Commands.Select(command => command.Verb));
    }

    [Theory]
    [InlineData(SmtpTlsMode.Implicit, ScriptedTls.Implicit)]
    [InlineData(SmtpTlsMode.StartTls, ScriptedTls.StartTls)]
    public async Task Certificate_that_nobody_vouches_for_is_refused(SmtpTlsMode mode, ScriptedTls tls)
    {
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.Certificate) = (tls, TestCertificates.Shared.SelfSigned));
        await using var transport = Open(Given.OptionsFor(server, mode) with { ServerName = "localhost", Credentials = Password });
        var exception = await AssertTlsFailureAsync(server, transport);
        Assert.True(exception.CertificateErrors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors));

        await using var lax = Open(Given.OptionsFor(server, mode) with { ServerName = "localhost", AcceptAnyCertificate = true });
        await lax.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task Certificate_for_another_name_is_refused()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.Implicit);
        await using var transport = Open(Given.OptionsFor(server, SmtpTlsMode.Implicit) with { ServerName = "elsewhere.test" });
        var exception = await AssertTlsFailureAsync(server, transport);
        Assert.True(exception.CertificateErrors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [Fact]
    public async Task TLS_below_1_2_is_not_spoken()
    {
#pragma warning disable SYSLIB0039, CA5397 // What is refused has to be offered.
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.TlsVersions) = (ScriptedTls.Implicit, SslProtocols.Tls | SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
        await using var transport = Open(Given.OptionsFor(server, SmtpTlsMode.Implicit) with { ServerName = "localhost" });
        await AssertTlsFailureAsync(server, transport);
    }

    [Fact]
    public async Task Server_that_hangs_up_in_the_handshake_is_a_TLS_failure()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        server.At(SmtpPoint.TlsHandshake, SmtpFault.Close);
        await using var transport = Open(Given.OptionsFor(server, SmtpTlsMode.StartTls) with { ServerName = "localhost" });
        await AssertTlsFailureAsync(server, transport);
    }

    [Fact]
    public async Task Bytes_in_clear_behind_STARTTLS_end_the_session()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        server.At(SmtpPoint.StartTls, SmtpFault.InjectAfterStartTls("250 injected\r\n"));
        await using var transport = Open(Given.OptionsFor(server, SmtpTlsMode.StartTls) with { ServerName = "localhost" });
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.Tls), (exception.Failure, exception.Phase));
    }

    [Theory]
    [InlineData("PLAIN", "PLAIN")]
    [InlineData("LOGIN", "LOGIN")]
    [InlineData("CRAM-MD5 LOGIN PLAIN", "PLAIN")]
    public async Task Password_opens_the_account(string offered, string mechanism)
    {
        await using var server = Offering(offered);
        server.Options.Users[Password.UserName] = "p\"ä$$ word";
        await using var transport = Open(Secured(server, Password));
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal(Password.UserName, Assert.Single(server.Messages).AuthenticatedUser);
        Assert.StartsWith($"AUTH {mechanism}", Assert.Single(server.Commands, command => command.Verb == "AUTH").Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_opens_the_account_and_a_refused_one_is_asked_for_anew_once()
    {
        await using var server = Offering("PLAIN XOAUTH2");
        server.Options.Tokens["user@client.test"] = "fresh-token";
        var refused = new List<string?>();
        var credentials = new SmtpTokenCredentials("user@client.test", (old, _) =>
        {
            refused.Add(old);
            return ValueTask.FromResult(old is null ? "stale-token" : "fresh-token");
        });
        await using var transport = Open(Secured(server, credentials));
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal("user@client.test", Assert.Single(server.Messages).AuthenticatedUser);
        Assert.Equal([null, "stale-token"], refused);
        Assert.All(server.Commands.Where(command => command.Verb == "AUTH"), command => Assert.StartsWith("AUTH XOAUTH2", command.Line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("XOAUTH2")]
    public async Task Wrong_secret_is_told_with_the_servers_words(string mechanism)
    {
        await using var server = Offering(mechanism);
        SmtpCredentials wrong = mechanism == "XOAUTH2" ? new SmtpTokenCredentials("user@client.test", (_, _) => ValueTask.FromResult("wrong")) : Password;
        await using var transport = Open(Secured(server, wrong));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Authentication, SmtpPhase.Auth, 535), (exception.Failure, exception.Phase, exception.Reply!.Code));
        Assert.Equal(new EnhancedStatusCode(5, 7, 8), exception.Reply.EnhancedCode);
        Assert.DoesNotContain("wrong", exception.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Commands, command => command.Verb == "AUTH");
        Assert.DoesNotContain(server.Commands, command => command.Verb == "MAIL");
    }

    [Theory]
    [InlineData("")]
    [InlineData("GSSAPI")]
    [InlineData("PLAIN LOGIN")]
    public async Task Where_no_mechanism_fits_no_secret_is_sent(string offered)
    {
        await using var server = Offering(offered);
        SmtpCredentials credentials = offered.Contains("PLAIN", StringComparison.Ordinal) ? new SmtpTokenCredentials("user@client.test", (_, _) => ValueTask.FromResult("a-token")) : Password;
        await using var transport = Open(Secured(server, credentials));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Authentication, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Fact]
    public async Task Credentials_that_no_mechanism_can_carry_are_not_sent()
    {
        await using var server = Offering("PLAIN");
        await using var transport = Open(Secured(server, new SmtpPasswordCredentials("user", "with\0nul")));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Credentials, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
    }

    [Fact]
    public async Task No_secret_crosses_a_clear_connection()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Auth.Add("PLAIN"));
        server.Options.AcceptAnyCredentials = true;
        await using var transport = Open(Given.OptionsFor(server) with { Credentials = Password });
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Tls, SmtpPhase.Auth), (exception.Failure, exception.Phase));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");

        await using var consenting = Open(Given.OptionsFor(server) with { Credentials = Password, AllowClearTextCredentials = true });
        await consenting.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal(Password.UserName, Assert.Single(server.Messages).AuthenticatedUser);
    }

    [Fact]
    public async Task Transcript_holds_the_dialogue_and_neither_secret_nor_content()
    {
        await using var server = Offering("LOGIN");
        server.Options.AcceptAnyCredentials = true;
        var transcript = new Transcript();
        await using (var transport = Open(Secured(server, Password) with { Transcript = transcript }))
        {
            await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        }

        Assert.Contains("C: EHLO client.test", transcript.Lines);
        Assert.Contains("C: RCPT TO:<b@server.test>", transcript.Lines);
        Assert.Contains(transcript.Lines, line => line.StartsWith("S: 250 2.0.0 Ok: queued as", StringComparison.Ordinal));
        var all = string.Join('\n', transcript.Lines);
        Assert.DoesNotContain("Hello", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Password.UserName)), all, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("p\"ä$$ word")), all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_sends_no_mail_and_tells_what_it_found()
    {
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.AcceptAnyCredentials) = (ScriptedTls.StartTls, true));
        server.Options.Capabilities.Auth.Add("PLAIN");
        await using var transport = Open(Given.OptionsFor(server, SmtpTlsMode.StartTls) with { ServerName = "localhost", Credentials = Password });
        var trace = new SmtpConnectTrace();
        await transport.ProbeAsync(trace, SmtpTimeouts.Verification, Cancel);
        await server.Connections[0].Ended.WaitAsync(Cancel);

        Assert.Equal(["EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT"], server.Commands.Select(command => command.Verb));
        Assert.Equal(
            [SmtpPhase.Connect, SmtpPhase.Greeting, SmtpPhase.Ehlo, SmtpPhase.Tls, SmtpPhase.Ehlo, SmtpPhase.Auth],
            trace.Steps.Select(step => step.Phase));
        Assert.All(trace.Steps, step => Assert.True(step.Succeeded));
        Assert.Equal(server.Port, Assert.IsType<System.Net.IPEndPoint>(trace.RemoteEndPoint).Port);
        Assert.Equal("220 scripted.test ESMTP", trace.Greeting!.ToString());
        Assert.Equal(("scripted.test", true, 50L * 1024 * 1024), (trace.Capabilities!.Domain, trace.Capabilities.Pipelining, trace.Capabilities.MaxSize!.Value));
        Assert.False(trace.Capabilities.StartTls);
        Assert.Equal(["PLAIN"], trace.Capabilities.AuthMechanisms);
        Assert.True(trace.TlsProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
        Assert.NotNull(trace.CipherSuite);
        Assert.Equal("CN=localhost", trace.Certificate!.Subject);
        Assert.Equal("PLAIN", trace.Mechanism);
    }

    [Fact]
    public async Task Probe_that_fails_tells_how_far_it_came()
    {
        await using var server = ScriptedSmtpServer.Start(o => (o.Tls, o.Certificate) = (ScriptedTls.Implicit, TestCertificates.Shared.Expired));
        await using var transport = Open(Given.OptionsFor(server, SmtpTlsMode.Implicit) with { ServerName = "localhost" });
        var trace = new SmtpConnectTrace();
        await Assert.ThrowsAsync<SmtpException>(() => transport.ProbeAsync(trace, SmtpTimeouts.Verification, Cancel));
        Assert.Equal([(SmtpPhase.Connect, true), (SmtpPhase.Tls, false)], trace.Steps.Select(step => (step.Phase, step.Succeeded)));
        Assert.Equal("CN=localhost", trace.Certificate!.Subject);
        Assert.True(trace.ChainStatus.HasFlag(System.Security.Cryptography.X509Certificates.X509ChainStatusFlags.NotTimeValid));
    }

    [Fact]
    public async Task Probe_keeps_to_the_timeouts_it_is_given()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Greeting, SmtpFault.Silence);
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.ProbeAsync(new SmtpConnectTrace(), SmtpTimeouts.Verification with { Greeting = TimeSpan.FromMilliseconds(200) }, Cancel));
        Assert.Equal((SmtpFailure.Timeout, SmtpPhase.Greeting), (exception.Failure, exception.Phase));
    }

    private static ScriptedSmtpServer Offering(string mechanisms) => ScriptedSmtpServer.Start(o =>
    {
        o.Tls = ScriptedTls.Implicit;
        foreach (var mechanism in mechanisms.Split(' ', StringSplitOptions.RemoveEmptyEntries)) o.Capabilities.Auth.Add(mechanism);
    });

    private static SmtpConnectionOptions Secured(ScriptedSmtpServer server, SmtpCredentials credentials) =>
        Given.OptionsFor(server, SmtpTlsMode.Implicit) with { ServerName = "localhost", Credentials = credentials };

    private static async Task<SmtpException> AssertTlsFailureAsync(ScriptedSmtpServer server, Notifications.Providers.Smtp.ISmtpTransport transport)
    {
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Tls, SmtpPhase.Tls, false), (exception.Failure, exception.Phase, exception.IsUncertain));
        Assert.DoesNotContain(server.Commands, command => command.Verb is "MAIL" or "AUTH");
        return exception;
    }

    private sealed class Transcript : ISmtpTranscript
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get { lock (_lines) return [.. _lines]; }
        }

        public void Sent(string line)
        {
            lock (_lines) _lines.Add($"C: {line}");
        }

        public void Received(string line)
        {
            lock (_lines) _lines.Add($"S: {line}");
        }
    }
}
