namespace Leadmetrics.Peers.Tests;

public sealed class PythonPeerTests(PeerFixture<PythonPeer> shared)
{
    [Fact]
    public async Task It_reads_parts_names_and_bytes()
    {
        var peer = await shared.GetAsync();
        var mail = await peer.ReadMailAsync(System.Text.Encoding.UTF8.GetBytes(
            "From: a@example.test\r\nTo: B <b@example.test>\r\nSubject: =?utf-8?b?4pyT?=\r\nMIME-Version: 1.0\r\n" +
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>hi\r\n--x\r\n" +
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n" +
            "Content-Disposition: attachment; filename*=utf-8''%E2%82%AC.bin\r\n\r\nAAEC\r\n--x--\r\n"));
        Assert.Equal("✓", mail.Subject);
        Assert.Equal("multipart/mixed", mail.ContentType);
        Assert.Equal(new PythonMailAddress("B", "b@example.test"), Assert.Single(mail.To));
        Assert.Equal("<p>hi", mail.Parts[0].Text?.TrimEnd());
        Assert.Equal("€.bin", mail.Parts[1].FileName);
        Assert.Equal(new byte[] { 0, 1, 2 }, mail.Parts[1].Bytes);
        Assert.Empty(mail.Defects);
    }

    [Fact]
    public async Task It_reports_what_is_wrong_with_a_message()
    {
        var peer = await shared.GetAsync();
        var mail = await peer.ReadMailAsync("Content-Type: multipart/mixed; boundary=x\r\n\r\nno such boundary\r\n"u8.ToArray());
        Assert.NotEmpty(mail.Defects);
    }

    [Fact]
    public async Task A_script_that_fails_is_an_error_with_its_words()
    {
        var peer = await shared.GetAsync();
        var failed = await Assert.ThrowsAsync<PeerFailedException>(() => peer.RunAsync("/no/such/script.py"));
        Assert.Contains("/no/such/script.py", failed.Message, StringComparison.Ordinal);
    }
}
