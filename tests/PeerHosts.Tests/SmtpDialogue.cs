using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Leadmetrics.Peers.Tests;

/// <summary>The smallest SMTP client that can ask a peer whether it works: one command, one reply.</summary>
internal sealed class SmtpDialogue : IAsyncDisposable
{
    private readonly TcpClient _client = new(AddressFamily.InterNetwork);
    private Stream _stream = Stream.Null;

    public static async Task<SmtpDialogue> ConnectAsync(int port, bool tls = false)
    {
        var dialogue = new SmtpDialogue();
        await dialogue._client.ConnectAsync("127.0.0.1", port);
        dialogue._stream = dialogue._client.GetStream();
        if (tls)
            await dialogue.SecureAsync();
        Assert.StartsWith("220", await dialogue.ReplyAsync());
        return dialogue;
    }

    /// <summary>Checks the server's certificate against the peers' own authority, name included.</summary>
    public async Task SecureAsync()
    {
        using var authority = (await TestCertificates.SharedAsync()).LoadAuthority();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "mail.example.test", CertificateChainPolicy = policy });
        _stream = tls;
    }

    public async Task<string> SayAsync(string line)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
        return await ReplyAsync();
    }

    /// <summary>A whole transaction; returns the reply to its final dot.</summary>
    public async Task<string> SendAsync(string to, string content)
    {
        Assert.StartsWith("250", await SayAsync("MAIL FROM:<sender@example.test>"));
        Assert.StartsWith("250", await SayAsync($"RCPT TO:<{to}>"));
        Assert.StartsWith("354", await SayAsync("DATA"));
        return await SayAsync(content.ReplaceLineEndings("\r\n") + "\r\n.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public async Task<string> ReplyAsync()
    {
        var reply = new StringBuilder();
        while (true)
        {
            var line = await LineAsync();
            reply.AppendLine(line);
            if (line.Length < 4 || line[3] != '-')
                return reply.ToString();
        }
    }

    private async Task<string> LineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await _stream.ReadAsync(one) == 1 && one[0] != '\n')
            line.Add(one[0]);
        return Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\r');
    }
}
