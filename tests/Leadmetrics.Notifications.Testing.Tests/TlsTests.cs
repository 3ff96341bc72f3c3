using System.Security.Authentication;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class TlsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task STARTTLS_forgets_the_clear_dialogue_and_offers_other_capabilities()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = ScriptedTls.StartTls;
            o.RequireTls = true;
            o.AuthOnlyAfterTls = true;
            o.Capabilities.Auth.Add("PLAIN");
            o.CapabilitiesAfterTls = new() { Pipelining = false, Extra = { "LIMITS RCPTMAX=7" }, Auth = { "LOGIN" } };
        });
        using var client = await RawClient.ConnectAsync(server.Port);
        var clear = await client.SayAsync("EHLO clear.test");
        Assert.Contains("STARTTLS", clear, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", clear, StringComparison.Ordinal);
        Assert.StartsWith("530", await client.SayAsync("MAIL FROM:<a@b.test>"), StringComparison.Ordinal);
        Assert.StartsWith("538", await client.SayAsync("AUTH PLAIN"), StringComparison.Ordinal);

        await client.SayAsync("STARTTLS");
        await client.StartTlsAsync(TestCertificates.Shared.Authority);
        var safe = await client.SayAsync("EHLO safe.test");

        Assert.DoesNotContain("STARTTLS", safe, StringComparison.Ordinal);
        Assert.DoesNotContain("PIPELINING", safe, StringComparison.Ordinal);
        Assert.Contains("AUTH LOGIN", safe, StringComparison.Ordinal);
        Assert.EndsWith("250 LIMITS RCPTMAX=7", safe, StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("MAIL FROM:<a@b.test>"), StringComparison.Ordinal);
        var connection = server.Connections[0];
        Assert.True(connection.IsTls);
        Assert.Equal("localhost", connection.ServerName);
        Assert.True(connection.TlsVersion >= SslProtocols.Tls12);
        Assert.Equal([false, true], connection.Transcript.Where(line => line.Text.StartsWith("EHLO", StringComparison.Ordinal)).Select(line => line.IsTls));
    }

    [Fact]
    public async Task Implicit_TLS_greets_behind_the_handshake()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.Implicit);
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);
        await client.StartTlsAsync(TestCertificates.Shared.Authority);

        Assert.StartsWith("220", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("STARTTLS", await client.SayAsync("EHLO me.test"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("wrong name")]
    [InlineData("self-signed")]
    [InlineData("unknown issuer")]
    [InlineData("incomplete chain")]
    public async Task A_bad_certificate_is_refused_by_a_client_that_trusts_the_authority(string fault)
    {
        using var certificates = new TestCertificates();
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = ScriptedTls.Implicit;
            o.Certificate = fault switch
            {
                "expired" => certificates.Expired,
                "not yet valid" => certificates.NotYetValid,
                "wrong name" => certificates.WrongName,
                "self-signed" => certificates.SelfSigned,
                "unknown issuer" => certificates.UnknownIssuer,
                _ => certificates.BehindIntermediate,
            };
        });
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);

        await Assert.ThrowsAsync<AuthenticationException>(() => client.StartTlsAsync(certificates.Authority));
        client.Dispose();
        await server.Connections[0].Ended.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_chain_with_its_intermediate_is_whole()
    {
        using var certificates = new TestCertificates();
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = ScriptedTls.Implicit;
            o.Certificate = certificates.BehindIntermediate;
            o.ExtraCertificates.Add(certificates.Intermediate);
        });
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);
        await client.StartTlsAsync(certificates.Authority);

        Assert.StartsWith("220", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_injected_stands_behind_the_220()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        server.At(SmtpPoint.StartTls, SmtpFault.InjectAfterStartTls("250-injected\r\n250 AU"));
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");

        Assert.StartsWith("220", await client.SayAsync("STARTTLS"), StringComparison.Ordinal);
        Assert.Equal("250-injected", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Clear_text_behind_STARTTLS_is_counted_and_thrown_away()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SendAsync("STARTTLS\r\nNOOP\r\n");
        await client.ReadAsync();
        await client.StartTlsAsync(TestCertificates.Shared.Authority);
        await client.SayAsync("EHLO me.test");

        Assert.Equal(6, server.Connections[0].OctetsBehindStartTls);
        Assert.Equal(["STARTTLS", "EHLO"], server.Commands.Select(command => command.Verb));
    }

    [Fact]
    public async Task The_handshake_can_be_broken_off()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.StartTls);
        server.At(SmtpPoint.TlsHandshake, SmtpFault.Close, times: 1);
        server.At(SmtpPoint.TlsHandshake, SmtpFault.Reset);
        foreach (var _ in new[] { "close", "reset" })
        {
            using var client = await RawClient.ConnectAsync(server.Port);
            await client.SayAsync("STARTTLS");
            await Assert.ThrowsAnyAsync<IOException>(() => client.StartTlsAsync(TestCertificates.Shared.Authority));
        }
    }

    [Fact]
    public async Task A_client_that_speaks_clear_to_implicit_TLS_is_noted()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.Implicit);
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);
        await client.SendAsync("EHLO me.test\r\n");
        var connection = Assert.Single(await server.WaitForConnectionsAsync(1, Cancel));
        await connection.Ended.WaitAsync(Cancel);

        Assert.NotNull(connection.Failure);
        Assert.Empty(server.Commands);
    }
}
