using Leadmetrics.Notifications.Providers.Smtp.Transcripts;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp.Transcripts;

public sealed class AddressMaskTests
{
    [Theory]
    [InlineData("MAIL FROM:<jane.doe@example.com> SIZE=100 BODY=8BITMIME", "MAIL FROM:<***@example.com> SIZE=100 BODY=8BITMIME")]
    [InlineData("MAIL FROM:<> SIZE=100", "MAIL FROM:<> SIZE=100")]
    [InlineData("RCPT TO:<jane.doe@example.com>", "RCPT TO:<***@example.com>")]
    [InlineData("RCPT TO:<\"jane @ <doe> \"@example.com> NOTIFY=NEVER", "RCPT TO:<***@example.com> NOTIFY=NEVER")]
    [InlineData("RCPT TO:<jane@example.com> ORCPT=rfc822;jane+2Bx@example.com", "RCPT TO:<***@example.com> ORCPT=rfc822;***@example.com")]
    [InlineData("RCPT TO:<jürgen@example.com>", "RCPT TO:<***@example.com>")]
    [InlineData("EHLO host.example.com", "EHLO host.example.com")]
    public void A_command_keeps_its_domain_and_its_parameters(string line, string masked) => Assert.Equal(masked, new AddressMask().Command(line));

    [Theory]
    [InlineData("550 5.1.1 <jane@example.com>: unknown, jane@example.com", "550 5.1.1 <***@example.com>: unknown, ***@example.com")]
    [InlineData("550 \"jane doe\"@example.com is unknown", "550 ***@example.com is unknown")]
    [InlineData("550 mailto:jane@example.com", "550 mailto:***@example.com")]
    [InlineData("550 doe\"@example.com", "***@example.com")]
    [InlineData("550 (jane@example.com)[john@example.org]", "550 (***@example.com)[***@example.org]")]
    [InlineData("250 @", "250 @")]
    [InlineData("250 a@b@c", "250 ***@c")]
    [InlineData("250 2.0.0 Ok: queued as 4F2", "250 2.0.0 Ok: queued as 4F2")]
    public void A_reply_keeps_no_local_part(string line, string masked) => Assert.Equal(masked, new AddressMask().Reply(line));

    [Fact]
    public void A_local_part_of_the_envelope_is_masked_where_the_server_repeats_it_alone()
    {
        var mask = new AddressMask();
        mask.Command("RCPT TO:<jane.doe@example.com>");
        mask.Command("RCPT TO:<ok@example.com>");

        Assert.Equal("550 no mailbox ***, ok?", mask.Reply("550 no mailbox Jane.Doe, ok?"));
    }

    [Fact]
    public void A_line_is_bounded_behind_the_mask_and_holds_no_control_character()
    {
        var masked = new AddressMask().Reply($"250 {new string('x', 485)} {new string('j', 100)}@example.com");

        Assert.Equal(501, masked.Length);
        Assert.EndsWith(" ***@exampl…", masked, StringComparison.Ordinal);
        Assert.Equal("250 a?[31m b?c", new AddressMask().Reply("250 a\u001b[31m b\u2028c"));
    }
}
