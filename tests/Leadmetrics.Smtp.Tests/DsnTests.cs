using System.Text;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

/// <summary>What RFC 3461 adds to MAIL and RCPT, as it goes over the wire.</summary>
public sealed class DsnTests
{
    private static readonly Mailbox Jane = Given.Box("jane@server.test");

    [Theory]
    [InlineData(SmtpDsnReturn.Default, null, "")]
    [InlineData(SmtpDsnReturn.Headers, null, " RET=HDRS")]
    [InlineData(SmtpDsnReturn.Full, null, " RET=FULL")]
    [InlineData(SmtpDsnReturn.Default, "QQ314159", " ENVID=QQ314159")]
    [InlineData(SmtpDsnReturn.Full, "a+b=c d~!", " RET=FULL ENVID=a+2Bb+3Dc+20d~!")]
    public void MAIL_says_what_comes_back_and_the_identifier(SmtpDsnReturn @return, string? id, string expected)
    {
        var dsn = new SmtpDsn { Return = @return, EnvelopeId = id is null ? null : Id(id) };
        Assert.Equal($"MAIL FROM:<jane@server.test>{expected}\r\n", Line(commands => commands.Mail(Jane, null, false, false, dsn)));
        Assert.Equal($"MAIL FROM:<> SIZE=7 BODY=8BITMIME SMTPUTF8{expected}\r\n", Line(commands => commands.Mail(null, 7, true, true, dsn)));
    }

    [Theory]
    [InlineData(SmtpDsnNotify.Default, "")]
    [InlineData(SmtpDsnNotify.Never, " NOTIFY=NEVER")]
    [InlineData(SmtpDsnNotify.Success, " NOTIFY=SUCCESS")]
    [InlineData(SmtpDsnNotify.Failure | SmtpDsnNotify.Delay, " NOTIFY=FAILURE,DELAY")]
    [InlineData(SmtpDsnNotify.Delay | SmtpDsnNotify.Failure | SmtpDsnNotify.Success, " NOTIFY=SUCCESS,FAILURE,DELAY")]
    public void RCPT_says_when_a_notification_is_wanted(SmtpDsnNotify notify, string expected) =>
        Assert.Equal($"RCPT TO:<jane@server.test>{expected} ORCPT=rfc822;jane@server.test\r\n", Line(commands => commands.Rcpt(Jane, new SmtpDsn { Notify = notify })));

    [Theory]
    [InlineData("jane+tag=x@server.test", " ORCPT=rfc822;jane+2Btag+3Dx@server.test")]
    [InlineData("\"jane doe\"@server.test", " ORCPT=rfc822;\"jane+20doe\"@server.test")]
    [InlineData("jane@[192.0.2.1]", " ORCPT=rfc822;jane@[192.0.2.1]")]
    [InlineData("jürgen@server.test", "")]
    [InlineData("a\u010ab\u560ac@server.test", "")]
    public void The_original_recipient_is_coded_and_left_out_where_it_is_not_ASCII(string address, string expected) =>
        Assert.Equal($"RCPT TO:<{address}>{expected}\r\n", Line(commands => commands.Rcpt(Given.Box(address), new SmtpDsn())));

    [Fact]
    public void Without_DSN_nothing_is_said_of_it()
    {
        Assert.Equal("MAIL FROM:<jane@server.test> SIZE=7\r\n", Line(commands => commands.Mail(Jane, 7, false, false)));
        Assert.Equal("RCPT TO:<jane@server.test>\r\n", Line(commands => commands.Rcpt(Jane)));
    }

    [Theory]
    [InlineData("a\r\nRCPT TO:<evil@client.test>")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u010ab")]
    [InlineData("a\u560ab")]
    [InlineData("")]
    [InlineData(null)]
    public void An_identifier_that_is_not_printable_ASCII_is_none(string? value)
    {
        Assert.False(EnvId.TryCreate(value, out var id));
        Assert.Null(id);
    }

    [Theory]
    [InlineData('a', 100)]
    [InlineData('+', 33)]
    [InlineData('=', 33)]
    [InlineData(' ', 33)]
    public void An_identifier_has_at_most_100_characters_as_they_go_over_the_wire(char letter, int most)
    {
        Assert.True(EnvId.TryCreate(new string(letter, most), out var id));
        Assert.Equal(new string(letter, most), id.Value);
        Assert.False(EnvId.TryCreate(new string(letter, most + 1), out _));
    }

    [Theory]
    [InlineData(SmtpDsnNotify.Never | SmtpDsnNotify.Failure)]
    [InlineData((SmtpDsnNotify)16)]
    [InlineData((SmtpDsnNotify)(-1))]
    public void NEVER_stands_alone_and_unknown_flags_are_refused(SmtpDsnNotify notify) => Assert.ThrowsAny<ArgumentException>(() => new SmtpDsn { Notify = notify });

    [Fact]
    public void An_unknown_RET_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpDsn { Return = (SmtpDsnReturn)3 });

    [Fact]
    public void The_longest_lines_are_within_the_limits()
    {
        // 254 octets: a local part of 64, and a domain of 189.
        var domain = string.Join('.', new[] { 63, 62, 62 }.Select(length => new string('d', length)));
        var longest = Given.Box($"{new string('+', 64)}@{domain}");
        Assert.Equal(254, longest.ToString().Length);
        var dsn = new SmtpDsn { Return = SmtpDsnReturn.Headers, EnvelopeId = Id(new string('a', 100)), Notify = SmtpDsnNotify.Success | SmtpDsnNotify.Failure | SmtpDsnNotify.Delay };

        // RFC 5321 section 4.5.3.1.4 takes 512, and the extensions only raise it.
        Assert.Equal(432, Line(commands => commands.Mail(longest, long.MaxValue, true, true, dsn)).Length);

        // RFC 3461 section 4: 28 more for NOTIFY, 500 for ORCPT.
        var rcpt = Line(commands => commands.Rcpt(longest, dsn));
        Assert.InRange(rcpt.Length, 513, 512 + 28 + 500);
        Assert.InRange(rcpt[rcpt.IndexOf("ORCPT=", StringComparison.Ordinal)..].TrimEnd().Length, 1, 500);
    }

    private static EnvId Id(string value) => EnvId.TryCreate(value, out var id) ? id : throw new ArgumentException("No identifier.", nameof(value));

    private static string Line(Action<CommandWriter> write)
    {
        var output = new WireWriter(Stream.Null);
        write(new CommandWriter(output, null));
        return Encoding.UTF8.GetString(output.Written(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_asked_for_only_where_the_server_offers_it(bool offered)
    {
        await using var server = Leadmetrics.Notifications.Testing.ScriptedSmtpServer.Start(o => o.Capabilities.Dsn = offered);
        await using var connection = await Given.ConnectAsync(server);
        var dsn = new SmtpDsn { Return = SmtpDsnReturn.Headers, Notify = SmtpDsnNotify.Failure };
        var result = await connection.SendAsync(new SmtpTransaction(Given.Box("a@client.test"), [Given.Box("b@server.test")], Given.Text("x")) { Dsn = dsn }, Given.Cancel);
        Assert.Equal(SmtpOutcome.Accepted, result.Outcome);
        var message = Assert.Single(server.Messages);
        Assert.Equal(offered ? "HDRS" : null, message.MailParameters.GetValueOrDefault("RET"));
        Assert.Equal(offered ? "FAILURE" : null, message.Recipients[0].Parameters.GetValueOrDefault("NOTIFY"));
    }
}
