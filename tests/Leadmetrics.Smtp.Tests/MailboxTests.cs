namespace Leadmetrics.Smtp.Tests;

public sealed class MailboxTests
{
    /// <summary>Line ends, and characters whose low byte is one.</summary>
    public static TheoryData<string> LineEnds => ["\r", "\n", "\r\n", "\0", "\u0085", "\u2028", "\u2029", "\u010a", "\u560a", "\u560d"];

    [Theory]
    [InlineData("jane@example.com")]
    [InlineData("jane.doe+tag@sub.example.com")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.com")]
    [InlineData("jane@[192.0.2.1]")]
    [InlineData("jane@[IPv6:2001:db8::1]")]
    [InlineData("\"jane doe\"@example.com")]
    [InlineData("\"a\\\"b@c\"@example.com")]
    public void Sound_addresses_are_taken_as_they_are(string address)
    {
        Assert.True(Mailbox.TryCreate(address, allowQuoted: true, out var mailbox, out _));
        Assert.Equal(address, mailbox.ToString());
        Assert.False(mailbox.RequiresSmtpUtf8);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("jane", "no domain")]
    [InlineData("jane@", "no domain")]
    [InlineData("@example.com", "no local part")]
    [InlineData(".jane@example.com", "empty part")]
    [InlineData("ja..ne@example.com", "empty part")]
    [InlineData("jane.@example.com", "dot at the end")]
    [InlineData("ja ne@example.com", "not allowed")]
    [InlineData("<jane@example.com", "not allowed")]
    [InlineData("jane@example.com>", "domain")]
    [InlineData("jane@exa mple.com", "domain")]
    [InlineData("jane@-example.com", "domain")]
    [InlineData("jane@example.com.", "domain")]
    [InlineData("jane@[127.1]", "domain")]
    [InlineData("a@b(c)d", "domain")]
    [InlineData("\"jane@example.com", "does not end")]
    [InlineData("\"ja\"ne\"@example.com", "quote inside")]
    public void Unsound_addresses_are_refused_with_the_reason(string address, string why)
    {
        Assert.False(Mailbox.TryCreate(address, allowQuoted: true, out _, out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quoted_local_part_is_opt_in()
    {
        Assert.False(Mailbox.TryCreate("\"jane doe\"@example.com", allowQuoted: false, out _, out var error));
        Assert.Contains("quoted", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bounds_are_64_and_254_octets()
    {
        var domain = $"{new string('d', 60)}.{new string('d', 60)}.{new string('d', 60)}.com";
        Assert.True(Mailbox.TryCreate($"{new string('l', 64)}@{domain}", allowQuoted: false, out _, out _));
        Assert.False(Mailbox.TryCreate($"{new string('l', 65)}@example.com", allowQuoted: false, out _, out _));
        Assert.False(Mailbox.TryCreate($"{new string('é', 33)}@example.com", allowQuoted: false, out _, out _));
        Assert.False(Mailbox.TryCreate($"{new string('l', 64)}@ddd.{domain}", allowQuoted: false, out _, out var error));
        Assert.Contains("254", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LineEnds))]
    public void No_line_end_and_nothing_like_one_is_part_of_an_address_or_an_EHLO_name(string end)
    {
        foreach (var address in new[] { $"ja{end}ne@example.com", $"jane{end}@example.com", $"{end}jane@example.com", $"jane@exam{end}ple.com", $"jane@example.com{end}", $"\"ja{end}ne\"@example.com" })
        {
            // U+010A and U+560A are letters: fine in a local part, where they go as UTF-8 and never as their low byte.
            var isLetter = end is "\u010a" or "\u560a" or "\u560d";
            if (Mailbox.TryCreate(address, allowQuoted: true, out var mailbox, out _)) Assert.True(isLetter && mailbox.RequiresSmtpUtf8, address);
        }

        foreach (var name in new[] { $"ho{end}st.test", $"host.test{end}", $"{end}host.test", $"[192.0.2.1{end}]" })
        {
            Assert.False(EhloName.TryCreate(name, out _));
        }
    }

    [Theory]
    [InlineData("app1.example.com")]
    [InlineData("localhost")]
    [InlineData("[192.0.2.1]")]
    [InlineData("[IPv6:2001:db8::1]")]
    public void An_EHLO_name_is_a_domain_or_an_address_literal(string name) => Assert.True(EhloName.TryCreate(name, out _));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("192.0.2.1]")]
    [InlineData("a..b")]
    [InlineData("münchen.example")]
    public void Anything_else_is_none(string name) => Assert.False(EhloName.TryCreate(name, out _));

    [Fact]
    public void An_address_makes_a_literal_without_scope_and_without_mapping()
    {
        Assert.Equal("[127.0.0.1]", EhloName.FromAddress(System.Net.IPAddress.Parse("::ffff:127.0.0.1")).Value);
        Assert.Equal("[IPv6:fe80::1]", EhloName.FromAddress(System.Net.IPAddress.Parse("fe80::1%3")).Value);
    }
}
