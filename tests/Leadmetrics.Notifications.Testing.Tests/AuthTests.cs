using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class AuthTests
{
    [Theory]
    [InlineData("geheim \u00E4\u0142", "235")]
    [InlineData("geheim", "535")]
    public async Task PLAIN_with_and_without_an_initial_response(string password, string code)
    {
        await using var server = Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        var response = Base64($"\0ada\0{password}");

        Assert.StartsWith(code, await client.SayAsync($"AUTH PLAIN {response}"), StringComparison.Ordinal);
        using var second = await RawClient.ConnectAsync(server.Port);
        Assert.Equal("334 ", await second.SayAsync("AUTH plain"));
        Assert.StartsWith(code, await second.SayAsync(response), StringComparison.Ordinal);
        Assert.Equal(code == "235" ? "ada" : null, server.Connections[1].AuthenticatedUser);
    }

    [Theory]
    [InlineData("geheim \u00E4\u0142", "235")]
    [InlineData("", "535")]
    public async Task LOGIN_asks_for_user_and_password(string password, string code)
    {
        await using var server = Start();
        using var client = await RawClient.ConnectAsync(server.Port);

        Assert.Equal("334 VXNlcm5hbWU6", await client.SayAsync("AUTH LOGIN"));
        Assert.Equal("334 UGFzc3dvcmQ6", await client.SayAsync(Base64("ada")));
        Assert.StartsWith(code, await client.SayAsync(Base64(password)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("XOAUTH2", "user=ada\u0001auth=Bearer tok\u0001\u0001", "235")]
    [InlineData("XOAUTH2", "user=ada\u0001auth=Bearer old\u0001\u0001", "334")]
    [InlineData("XOAUTH2", "user=ada", "501")]
    [InlineData("OAUTHBEARER", "n,a=ada,\u0001host=x\u0001port=1\u0001auth=Bearer tok\u0001\u0001", "235")]
    [InlineData("OAUTHBEARER", "n,a=ada,\u0001auth=Bearer old\u0001\u0001", "334")]
    public async Task Bearer_tokens_are_checked_and_refused_by_way_of_a_challenge(string mechanism, string response, string code)
    {
        await using var server = Start();
        using var client = await RawClient.ConnectAsync(server.Port);

        var reply = await client.SayAsync($"AUTH {mechanism} {Base64(response)}");

        Assert.StartsWith(code, reply, StringComparison.Ordinal);
        if (code != "334")
            return;
        Assert.Contains("\"status\":", Encoding.UTF8.GetString(Convert.FromBase64String(reply[4..])), StringComparison.Ordinal);
        Assert.StartsWith("535", await client.SayAsync(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pencil", "235")]
    [InlineData("crayon", "535")]
    public async Task SCRAM_SHA_256_proves_both_sides(string password, string code)
    {
        await using var server = Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        const string bare = "n=user,r=rOprNGfwEbeRWgbNEkqO";

        var serverFirst = Decode(await client.SayAsync("AUTH SCRAM-SHA-256 " + Base64("n,," + bare)));
        var fields = serverFirst.Split(',').ToDictionary(field => field[0], field => field[2..]);
        Assert.StartsWith("rOprNGfwEbeRWgbNEkqO", fields['r'], StringComparison.Ordinal);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(fields['s']), int.Parse(fields['i'], null), HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var message = Encoding.UTF8.GetBytes($"{bare},{serverFirst},c=biws,r={fields['r']}");
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        var proof = Convert.ToBase64String([.. clientKey.Zip(signature, (key, mask) => (byte)(key ^ mask))]);
        var reply = await client.SayAsync(Base64($"c=biws,r={fields['r']},p={proof}"));

        if (code == "535")
        {
            Assert.StartsWith("535", reply, StringComparison.Ordinal);
            return;
        }
        var expected = Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message));
        Assert.Equal($"v={expected}", Decode(reply));
        Assert.StartsWith("235", await client.SayAsync(""), StringComparison.Ordinal);
        Assert.Equal("user", server.Connections[0].AuthenticatedUser);
    }

    [Theory]
    [InlineData("AUTH PLAIN %%%", "501")]
    [InlineData("AUTH PLAIN YQ==", "501")]
    [InlineData("AUTH GSSAPI", "504")]
    [InlineData("AUTH NTLM", "504")]
    public async Task Nonsense_is_told_from_wrong(string line, string code)
    {
        await using var server = Start();
        server.Options.Capabilities.Auth.Add("NTLM");
        using var client = await RawClient.ConnectAsync(server.Port);

        Assert.StartsWith(code, await client.SayAsync(line), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_star_cancels()
    {
        await using var server = Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("AUTH LOGIN");

        Assert.StartsWith("501", await client.SayAsync("*"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_authentication_MAIL_is_refused_where_it_is_required()
    {
        await using var server = Start();
        server.Options.RequireAuth = true;
        using var client = await RawClient.ConnectAsync(server.Port);

        Assert.StartsWith("530", await client.SayAsync("MAIL FROM:<a@b.test>"), StringComparison.Ordinal);
        await client.SayAsync("AUTH PLAIN " + Base64("\0user\0pencil"));
        Assert.StartsWith("503", await client.SayAsync("AUTH PLAIN " + Base64("\0user\0pencil")), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("MAIL FROM:<a@b.test>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_strike_inside_AUTH()
    {
        await using var server = Start();
        server.At(SmtpPoint.AuthContinuation(), SmtpFault.Reply("334 !!"), times: 3);
        server.At(SmtpPoint.AuthContinuation(4), SmtpFault.Reply("454 4.7.0 Temporary"));
        using var client = await RawClient.ConnectAsync(server.Port);

        await client.SayAsync("AUTH LOGIN");
        for (var i = 0; i < 3; i++)
            Assert.Equal("334 !!", await client.SayAsync("YQ=="));
        Assert.Equal("454 4.7.0 Temporary", await client.SayAsync("YQ=="));
        Assert.Null(server.Connections[0].AuthenticatedUser);
    }

    private static ScriptedSmtpServer Start() => ScriptedSmtpServer.Start(o =>
    {
        foreach (var mechanism in new[] { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER" })
            o.Capabilities.Auth.Add(mechanism);
        o.Users["ada"] = "geheim \u00E4\u0142";
        o.Users["user"] = "pencil";
        o.Tokens["ada"] = "tok";
    });

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string reply) => Encoding.UTF8.GetString(Convert.FromBase64String(reply[4..]));
}
