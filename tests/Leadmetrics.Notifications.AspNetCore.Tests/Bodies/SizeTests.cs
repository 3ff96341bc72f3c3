using System.Net;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Bodies;

/// <summary>How large a body may be, whether it says so or not.</summary>
public sealed class SizeTests(Stores stores) : ApiScenario(stores.Sqlite)
{
    private const int Mebibyte = 1024 * 1024;

    // Well-formed to the end, and of known fields: it is the size alone that is wrong.
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["/api/email/queue"] = """{"message":{"text":"~"}}""",
        ["/api/email/queue/bulk"] = """{"messages":[{"text":"~"}]}""",
        ["/api/email/send"] = """{"message":{"text":"~"}}""",
        ["/api/providers"] = """{"config":{"host":"~"}}""",
        ["/api/email/suppressions"] = """{"note":"~"}""",
        ["/api/email/dead/requeue"] = """{"ids":["~"]}""",
    };

    [Theory]
    [InlineData("/api/email/queue", 26 * Mebibyte, false)]
    [InlineData("/api/email/queue", 26 * Mebibyte, true)]
    [InlineData("/api/email/queue/bulk", 26 * Mebibyte, true)]
    [InlineData("/api/email/send", 26 * Mebibyte, true)]
    [InlineData("/api/providers", 300 * 1024, false)]
    [InlineData("/api/providers", 300 * 1024, true)]
    [InlineData("/api/email/suppressions", 300 * 1024, true)]
    [InlineData("/api/email/dead/requeue", 300 * 1024, true)]
    public async Task A_body_that_is_too_large_is_413(string path, int octets, bool chunked) =>
        (await PostAsync(path, Padded(Bodies[path], octets), chunked)).IsProblem("too-large", 413);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_24_mebibytes_is_read_where_messages_are_and_its_attachment_arrives_whole(bool chunked)
    {
        await AddVerifiedAsync(Acme);
        var content = Convert.ToBase64String(new byte[17 * Mebibyte]);
        var body = $$$"""{"message":{"to":[{"address":"jane@customer.test"}],"subject":"Large","text":"Here.","attachments":[{"fileName":"a.bin","content":"{{{content}}}"}]}}""";

        (await PostAsync("/api/email/send", System.Text.Encoding.UTF8.GetBytes(body), chunked)).Is(HttpStatusCode.OK);

        Assert.Equal(17 * Mebibyte, Assert.Single(Assert.Single(Catcher.Messages).Attachments).Bytes.Length);
    }

    [Fact]
    public async Task A_message_that_is_within_the_bodys_bound_and_beyond_the_messages_is_413_and_named()
    {
        var host = await StartAsync(new Dictionary<string, string> { ["Notifications:Queue:MaxMessageSize"] = "4096" });
        var caller = host.NewTenant("acme");
        await AddVerifiedAsync(caller);

        (await caller.PostAsync("/api/email/queue", $$$"""{"message":{"to":[{"address":"jane@customer.test"}],"subject":"Large","text":"{{{new string('x', 8192)}}}"}}""")).IsProblem("too-large", 413);
    }

    private Task<Answer> PostAsync(string path, byte[] body, bool chunked)
    {
        var content = Caller.Json(body);
        return Acme.SendAsync(HttpMethod.Post, path, content, chunked ? [("Transfer-Encoding", "chunked")] : []);
    }

    private static byte[] Padded(string template, int octets) => System.Text.Encoding.UTF8.GetBytes(template.Replace("~", new string('x', octets), StringComparison.Ordinal));
}
