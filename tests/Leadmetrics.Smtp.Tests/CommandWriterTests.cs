using System.Text;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

public sealed class CommandWriterTests
{
    [Theory]
    [InlineData("PLAIN\r\nMAIL FROM:<evil@client.test>")]
    [InlineData("PLAIN\n")]
    [InlineData("PL\0AIN")]
    public void A_line_end_that_came_past_every_type_is_stopped_at_the_last_gate(string mechanism)
    {
        var output = new WireWriter(Stream.Null);
        var commands = new CommandWriter(output, null);
        commands.Rset();
        Assert.Throws<InvalidOperationException>(() => commands.Auth(mechanism, null));
        commands.Quit();
        Assert.Equal("RSET\r\nQUIT\r\n", Encoding.ASCII.GetString(output.Written(0)));
    }

    [Fact]
    public void Letters_whose_low_byte_is_a_line_end_go_as_UTF8()
    {
        var output = new WireWriter(Stream.Null);
        new CommandWriter(output, null).Rcpt(Given.Box("a\u010ab\u560ac@server.test"));
        Assert.Equal("RCPT TO:<a\u010ab\u560ac@server.test>\r\n", Encoding.UTF8.GetString(output.Written(0)));
        Assert.Equal(1, output.Written(0).Count((byte)'\n'));
    }
}
