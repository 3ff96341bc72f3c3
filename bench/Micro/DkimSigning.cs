using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Notifications.Mime.Dkim;

namespace Leadmetrics.Bench.Micro;

/// <summary>What DKIM costs: a message of some 2 kB signed by RSA-2048, the private-key operation alone beside it, and the hashing of 25 MB of body.</summary>
[MemoryDiagnoser]
public class DkimSigning
{
    private const int Large = 25_000_000;

    private static readonly EmailAddress Sender = new("from@bench.test", "Bench");
    private static readonly DateTimeOffset Date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string Words = string.Concat(Enumerable.Repeat("Plain words, and a few more of them.\r\n", 24));

    private readonly EmailMessage _texts = new() { To = [new EmailAddress("to@bench.test")], Subject = "Benchmark", Text = Words, Html = $"<p>{Words}</p>" };
    private readonly byte[] _base64 = Lines(new string('x', 76) + "\r\n");
    private readonly byte[] _words = Lines("Plain words, and a few more of them, one space between.\r\n");
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private readonly byte[] _signature = new byte[256];
    private readonly PipeWriter _output = PipeWriter.Create(Stream.Null);
    private readonly DkimKey _key;
    private readonly DkimSigner _signer;

    public DkimSigning()
    {
        using var rsa = RSA.Create(2048);
        if (!DkimKey.TryRead(rsa.ExportPkcs8PrivateKeyPem(), out var key, out var error)) throw new InvalidOperationException(error);
        _key = key;
        _signer = new DkimSigner("bench.test", "s", _key, leavesIdentityOut: false);
    }

    [Benchmark]
    public async Task SignedMessage()
    {
        var submission = EmailSubmission.Create(_texts, "bench@bench.test", Date);
        await using var content = await MimeContent.OpenAsync(submission, Sender, _signer, CancellationToken.None);
        await content.WriteToAsync(_output, CancellationToken.None);
        await _output.FlushAsync();
    }

    [Benchmark]
    public void PrivateKeyAlone() => _key.Sign(_hash, _signature);

    [Benchmark]
    public void HashedBase64() => Hash(_base64);

    [Benchmark]
    public void HashedWords() => Hash(_words);

    [Benchmark]
    public void Sha256Alone() => SHA256.HashData(_base64, _hash);

    private static byte[] Lines(string line) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, Large / line.Length)));

    private void Hash(byte[] body)
    {
        const int Piece = 32 * 1024;
        using var writer = new BodyHashWriter();
        for (var at = 0; at < body.Length; at += Piece)
        {
            var piece = body.AsSpan(at, Math.Min(Piece, body.Length - at));
            piece.CopyTo(writer.GetSpan(piece.Length));
            writer.Advance(piece.Length);
        }

        writer.Finish(_hash);
    }
}
