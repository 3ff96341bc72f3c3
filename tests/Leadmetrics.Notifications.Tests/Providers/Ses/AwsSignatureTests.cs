using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

public sealed class AwsSignatureTests(PeerFixture<Aws4Peer> aws4)
{
    private const string KeyId = "AKIAFAKEFAKEFAKEFAKE";
    private const string Stamp = "20261122T143850Z";

    private static readonly string[] Regions = ["us-east-1", "eu-west-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1"];

    [Fact]
    public async Task The_signature_is_the_one_that_aws4_makes()
    {
        var cases = Cases().ToArray();
        var signed = await (await aws4.GetAsync()).SignAsync([.. cases.Select(ToPeer)], TestContext.Current.CancellationToken);

        Assert.True(cases.Length >= 25);
        for (var i = 0; i < cases.Length; i++)
        {
            var (request, region, credentials, _) = cases[i];
            Assert.Equal(signed[i].Canonical, AwsSignature.CanonicalOf(request));
            Assert.Equal(signed[i].Authorization, AwsSignature.Authorize(request, credentials, region, "ses", StampOf(request)));
        }

        Assert.Equal(cases.Length, signed.Select(signature => signature.Authorization).Distinct().Count());
    }

    [Fact]
    public void The_stamp_is_in_universal_time_whatever_the_offset() =>
        Assert.Equal("20261231T233000Z", AwsSignature.Stamp(new DateTimeOffset(2027, 1, 1, 1, 30, 0, TimeSpan.FromHours(2))));

    [Fact]
    public void The_hash_of_nothing_is_that() => Assert.Equal(AwsSignature.EmptyHash, Convert.ToHexStringLower(SHA256.HashData([])));

    [Fact]
    public void Neither_secret_nor_token_stands_in_the_header()
    {
        var (request, region, credentials, _) = Cases().First(one => one.Credentials.SessionToken is not null);
        var header = AwsSignature.Authorize(request, credentials, region, "ses", Stamp);

        Assert.DoesNotContain(credentials.SecretAccessKey.Reveal(), header, StringComparison.Ordinal);
        Assert.DoesNotContain(credentials.SessionToken!.Reveal(), header, StringComparison.Ordinal);
    }

    private static IEnumerable<(AwsRequest Request, string Region, AwsCredentials Credentials, string? Body)> Cases()
    {
        var permanent = new AwsCredentials(KeyId, new Secret("fake/secret+access=key"), null);
        var temporary = new AwsCredentials("ASIAFAKEFAKEFAKEFAKE", new Secret("another-fake-secret"), new Secret("fake//session+token=="));
        string[] paths = ["/", "/v2/email/account", "/v2/email/outbound-emails", "/v2/email/identities/jane%40example.com", "/v2/email/identities/xn--bcher-kva.example", "/prefix/v2/email/account~x_y.z-1", "/v2/email/identities/o%27hara%2B1%40example.com"];
        foreach (var (path, i) in paths.Select((path, i) => (path, i)))
        {
            yield return Make("GET", path, Regions[i % Regions.Length], permanent, AwsSignature.EmptyHash);
            yield return Make("GET", path, Regions[(i + 1) % Regions.Length], temporary, AwsSignature.EmptyHash);
        }

        foreach (var body in (string[])["{}", """{"Content":{"Raw":{"Data":"QQ=="}}}""", "Gr\u00fc\u00dfe \ud83d\ude00", new string('x', 10_000)])
        {
            yield return Make("POST", "/v2/email/outbound-emails", "us-east-1", permanent, Hash(body), body: body);
            yield return Make("POST", "/v2/email/outbound-emails", "eu-west-1", temporary, Hash(body), body: body, stamp: "20200229T000000Z");
        }

        yield return Make("GET", "/v2/email/identities", "eu-west-1", permanent, AwsSignature.EmptyHash, query: [("PageSize", "10")]);
        yield return Make("GET", "/v2/email/identities", "eu-west-1", permanent, AwsSignature.EmptyHash, query: [("b", "2"), ("a", "x y"), ("B", "/+=&"), ("aa", "")]);
        yield return Make("GET", "/v2/email/identities", "eu-west-1", permanent, AwsSignature.EmptyHash, query: [("NextToken", "\u00e9\u4e2d*'()!")]);
        yield return Make("GET", "/v2/email/account", "eu-west-1", permanent, AwsSignature.EmptyHash, extra: ("X-Own", "  two   spaces\tand a tab  "));
        yield return Make("GET", "/v2/email/account", "eu-west-1", permanent, AwsSignature.EmptyHash, host: "127.0.0.1:8080");
    }

    private static (AwsRequest, string, AwsCredentials, string?) Make(
        string method, string path, string region, AwsCredentials credentials, string hash,
        string? body = null, string stamp = Stamp, (string, string)[]? query = null, (string, string)? extra = null, string? host = null)
    {
        List<(string, string)> headers = [("host", host ?? $"email.{region}.amazonaws.com"), ("X-Amz-Date", stamp)];

        // Where it is not told, the peer makes its own hash of the body itself.
        if (body is null || credentials.SessionToken is not null) headers.Add(("x-amz-content-sha256", hash));
        if (credentials.SessionToken is { } token) headers.Add(("x-amz-security-token", token.Reveal()));
        if (body is not null) headers.AddRange([("content-type", "application/json"), ("content-length", $"{Encoding.UTF8.GetByteCount(body)}")]);
        if (extra is { } own) headers.Add(own);
        return (new AwsRequest(method, path, headers, hash) { Query = query ?? [] }, region, credentials, body);
    }

    private static object ToPeer((AwsRequest Request, string Region, AwsCredentials Credentials, string? Body) one)
    {
        var query = string.Join('&', one.Request.Query.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        return new
        {
            method = one.Request.Method,
            path = one.Request.Path + (query.Length > 0 ? "?" + query : ""),
            headers = one.Request.Headers.ToDictionary(header => header.Name, header => header.Value),
            body = one.Body,
            region = one.Region,
            service = "ses",
            accessKeyId = one.Credentials.AccessKeyId,
            secretAccessKey = one.Credentials.SecretAccessKey.Reveal(),
            sessionToken = one.Credentials.SessionToken?.Reveal(),
        };
    }

    private static string StampOf(AwsRequest request) => request.Headers.Single(header => header.Name == "X-Amz-Date").Value;

    private static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
