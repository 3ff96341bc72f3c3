using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Tests.Egress;

public sealed class HostNameTests
{
    public static TheoryData<string?> NoNames =>
    [
        (string?)null, "", " ", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.1.", "127.0.0.01", "1.2.3", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "[::1]", "::1%lo", "fe80::1%1", "127.0.0.1\0.example.com",
        "example.com\r\n", "a b.example", "a%2eexample", "user@example.com", "https://smtp.example.com", "smtp.example.com/x", "smtp.example.com:587", "smtp..example.com", ".example.com", "-a.example", "a.example..",
        "exa\u0085mple.com", "exa\u2028mple.com", "exa\u560Ample\ud800.com", "xn--\u00e4.example", new string('a', 64) + ".example", "example.0x1", "example.123", "a\\b", "smtp,example.com", "smtp;example", "\ud800.example",
    ];

    [Theory]
    [MemberData(nameof(NoNames))]
    public void What_is_no_host_name_is_refused_with_a_reason(string? text)
    {
        Assert.False(HostName.TryParse(text, out _, out var error));
        Assert.False(string.IsNullOrEmpty(error));
    }

    [Theory]
    [InlineData("SMTP.Example.COM", "smtp.example.com")]
    [InlineData("smtp.example.com.", "smtp.example.com")]
    [InlineData("mail", "mail")]
    [InlineData("my_host.example", "my_host.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("1and1.example", "1and1.example")]
    public void A_name_is_taken_in_its_ascii_form(string text, string ascii)
    {
        Assert.True(HostName.TryParse(text, out var host, out _));
        Assert.Equal((ascii, null), (host.Ascii, host.Literal));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("8.8.8.8")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("2606:4700::1111")]
    public void A_literal_is_told_from_a_name_and_denied(string text)
    {
        Assert.True(HostName.TryParse(text, out var host, out _));
        Assert.NotNull(host.Literal);
        Assert.Equal("an address literal is not a host name", Resolving.Policy().Deny(host, 587));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("ｌｏｃａｌｈｏｓｔ")]
    [InlineData("local\u00ADhost")]
    [InlineData("a.localhost")]
    [InlineData("printer.local")]
    [InlineData("metadata.google.internal")]
    [InlineData("router.home.arpa")]
    [InlineData("abc.onion")]
    public async Task Names_kept_for_local_use_are_denied_before_anybody_is_asked(string text)
    {
        if (!HostName.TryParse(text, out var host, out _)) return;
        var resolving = new Resolving(["8.8.8.8"]);
        var policy = new EgressPolicy(new EgressOptions(), resolving.ResolveAsync);

        Assert.Equal("the name is kept for local use", policy.Deny(host, 587));
        await Assert.ThrowsAsync<EgressDeniedException>(() => policy.ResolveAsync(host, 587, TestContext.Current.CancellationToken));
        Assert.Empty(resolving.Asked);
    }

    [Theory]
    [InlineData("notlocalhost.example")]
    [InlineData("internal.example.com")]
    [InlineData("mylocal.example")]
    public void A_name_that_only_looks_like_one_kept_for_local_use_is_not_denied(string text) => Assert.Null(Resolving.Policy().Deny(Resolving.Host(text), 587));
}
