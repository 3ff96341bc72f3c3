using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Pages;

/// <summary>The page for people as it goes over the wire.</summary>
public sealed partial class AdminPageTests(Stores stores) : ApiScenario(stores.Sqlite)
{
    private const int MostOctets = 60 * 1024;

    [Fact]
    public async Task The_page_is_served_with_a_policy_that_lets_nothing_else_in_and_has_nothing_inline()
    {
        var page = (await Acme.GetAsync("/notifications/")).Is(HttpStatusCode.OK);

        Assert.Equal(("text/html; charset=utf-8", "nosniff", "no-cache"), (page.Header("Content-Type"), page.Header("X-Content-Type-Options"), page.Header("Cache-Control")));
        var policy = page.Header("Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), page.Text);
        Assert.DoesNotMatch(Elsewhere(), page.Text);
        Assert.Contains("/api", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_the_page_names_is_there_and_all_of_it_is_small()
    {
        foreach (var (encoding, decode) in (Dictionary<string, Func<Stream, Stream>>)new()
        {
            ["br"] = stream => new BrotliStream(stream, CompressionMode.Decompress),
            ["gzip"] = stream => new GZipStream(stream, CompressionMode.Decompress),
        })
        {
            var (known, waiting, total) = (new HashSet<string> { "" }, new Queue<string>([""]), 0);
            while (waiting.TryDequeue(out var name))
            {
                var plain = (await Acme.GetAsync($"/notifications/{name}")).Is(HttpStatusCode.OK);
                var packed = (await Acme.GetAsync($"/notifications/{name}", ("Accept-Encoding", encoding))).Is(HttpStatusCode.OK);
                Assert.Equal((encoding, "Accept-Encoding"), (packed.Header("Content-Encoding"), packed.Header("Vary")));
                Assert.NotEqual(plain.Header("ETag"), packed.Header("ETag"));
                using var unpacked = new MemoryStream();
                await using (var stream = decode(new MemoryStream(packed.Octets))) await stream.CopyToAsync(unpacked, Ended);
                Assert.Equal(plain.Octets, unpacked.ToArray());
                total += packed.Octets.Length;
                foreach (var named in Named().Matches(plain.Text).Select(match => match.Groups[1].Value).Where(known.Add)) waiting.Enqueue(named);
            }

            Assert.True(known.Count > 5, string.Join(' ', known));
            Assert.InRange(total, 1, MostOctets);
        }
    }

    [Fact]
    public async Task What_the_browser_has_already_is_304()
    {
        foreach (var name in (string[])["", "admin.js", "admin.css"])
        {
            var tag = (await Acme.GetAsync($"/notifications/{name}")).Header("ETag")!;
            var same = await Acme.GetAsync($"/notifications/{name}", ("If-None-Match", tag));
            Assert.Equal((HttpStatusCode.NotModified, 0, tag), (same.Status, same.Octets.Length, same.Header("ETag")));
            (await Acme.GetAsync($"/notifications/{name}", ("If-None-Match", "\"other\""))).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_head_is_answered_as_a_get_without_its_body()
    {
        var head = (await Acme.SendAsync(HttpMethod.Head, "/notifications/admin.js")).Is(HttpStatusCode.OK);
        Assert.Equal(((await Acme.GetAsync("/notifications/admin.js")).Octets.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), 0), (head.Header("Content-Length"), head.Octets.Length));
    }

    [Fact]
    public async Task The_page_without_its_slash_leads_to_the_page_with_it()
    {
        var redirect = (await Acme.GetAsync("/notifications?a=b")).Is(HttpStatusCode.Redirect);
        Assert.Equal("/notifications/?a=b", redirect.Header("Location"));
    }

    [Theory]
    [InlineData("none.js")]
    [InlineData("admin.map")]
    [InlineData("index")]
    [InlineData("Admin.js")]
    [InlineData("..%2f..%2fappsettings.json")]
    [InlineData("..%5cappsettings.json")]
    [InlineData("%2fetc%2fpasswd")]
    public async Task A_file_that_the_page_does_not_have_is_404(string name) => Assert.StartsWith("HTTP/1.1 404 ", await RawAsync($"/notifications/{name}"), StringComparison.Ordinal);

    [Fact]
    public async Task A_path_that_climbs_out_of_the_page_reads_no_file()
    {
        foreach (var path in (string[])["/notifications/../appsettings.json", "/notifications/../../../../etc/passwd", "/notifications/%2e%2e/appsettings.json", "/notifications/..%2fappsettings.json"]) Assert.StartsWith("HTTP/1.1 404 ", await RawAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_logged_in_is_led_to_the_login()
    {
        foreach (var path in (string[])["/notifications/", "/notifications", "/notifications/admin.js", "/notifications/none.js"])
            Assert.Contains("/login?ReturnUrl=", (await Api.Anonymous().GetAsync(path)).Is(HttpStatusCode.Redirect).Header("Location"), StringComparison.Ordinal);
    }

    // As it is written: a client's own URI would tidy it up.
    private async Task<string> RawAsync(string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Api.Address.Host, Api.Address.Port, Ended);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Caller.KeyHeader}: {Acme.Key}\r\nConnection: close\r\n\r\n"), Ended);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Ended);
    }

    [GeneratedRegex("""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("""(?:src|href|action)="(?:https?:)?//""", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("""(?:src="|href="|from ["']|import\(?["'])(?:\./)?([a-z][a-z-]*\.(?:js|css|svg))["']""")]
    private static partial Regex Named();
}
