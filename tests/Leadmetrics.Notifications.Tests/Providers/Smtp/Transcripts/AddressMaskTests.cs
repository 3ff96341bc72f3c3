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

        Assert.Equal("550 no mailbox ***, ok?", mask.Reply("550 no mailbox Jane.Doe, ok?"));
    }

    [Fact]
    public void A_short_local_part_is_masked_as_a_word_of_its_own_and_takes_no_letters_out_of_others()
    {
        var mask = new AddressMask();
        mask.Command("MAIL FROM:<5@example.com>");
        mask.Command("RCPT TO:<al@example.com>");

        Assert.Equal("550 5.1.1 mailbox (***) *** unavailable, *** small: also ***", mask.Reply("550 5.1.1 mailbox (al) AL unavailable, 5 small: also al"));
    }

    [Theory]
    [InlineData("bob+lists", "550 bob+lists is unknown here, BOB too", "550 *** is unknown here, *** too")]
    [InlineData("\"jane doe\"", "550 jane doe, \"Jane Doe\"", "550 ***, ***")]
    [InlineData("\"jane\\\"d+x\"", "550 jane\\\"d+x or jane\"d+x or jane\"d", "550 *** or *** or ***")]
    [InlineData("550", "550 5.5.0 550", "550 5.5.0 ***")]
    public void A_local_part_is_masked_in_every_form_in_which_a_server_may_repeat_it(string local, string line, string masked)
    {
        var mask = new AddressMask();
        mask.Command($"RCPT TO:<{local}@example.com>");

        Assert.Equal(masked, mask.Reply(line));
    }

    [Fact]
    public void All_local_parts_of_an_envelope_are_masked_however_many_were_sent_before_the_first_reply()
    {
        var mask = new AddressMask();
        mask.Command("MAIL FROM:<sender@example.com>");
        for (var i = 0; i < 500; i++) mask.Command($"RCPT TO:<person{i:000}@example.com>");

        Assert.False(mask.IsFull);
        Assert.Equal("550 ***, *** and ***", mask.Reply("550 person000, person499 and sender"));
    }

    [Fact]
    public void The_envelope_before_counts_until_the_one_behind_the_next_begins()
    {
        var mask = new AddressMask();
        mask.Command("RCPT TO:<first@example.com>");
        mask.Command("MAIL FROM:<>");
        mask.Command("RCPT TO:<second@example.com>");
        Assert.Equal("250 *** ***", mask.Reply("250 first second"));

        mask.Command("MAIL FROM:<>");

        Assert.Equal("250 first ***", mask.Reply("250 first second"));
    }

    [Fact]
    public void An_envelope_with_more_names_than_are_remembered_is_told_until_its_last_reply_must_have_come()
    {
        var mask = new AddressMask();
        for (var i = 0; i < EnvelopeNames.MaxNames; i++) mask.Command($"RCPT TO:<person{i:0000}@example.com>");
        Assert.False(mask.IsFull);

        mask.Command("RCPT TO:<one.more@example.com>");
        Assert.True(mask.IsFull);
        mask.Command("MAIL FROM:<a@example.com>");
        Assert.True(mask.IsFull);
        mask.Command("MAIL FROM:<a@example.com>");
        Assert.False(mask.IsFull);
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
