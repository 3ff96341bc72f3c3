using System.Text;
using System.Text.Unicode;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What every message has to look like on the wire, whatever is in it.</summary>
internal static class WireForm
{
    /// <param name="message">The message.</param>
    /// <param name="longestLine">In octets, without the line end.</param>
    /// <param name="isUtf8">Whether its header goes by SMTPUTF8.</param>
    public static void Check(byte[] message, int longestLine = 998, bool isUtf8 = false)
    {
        var header = message.AsSpan(0, message.AsSpan().IndexOf("\r\n\r\n"u8));
        Assert.True(Ascii.IsValid(message.AsSpan(header.Length)), "An octet of the body is above 127.");
        Assert.True(isUtf8 ? Utf8.IsValid(header) && !Ascii.IsValid(header) : Ascii.IsValid(header), "The header is not what the envelope would say it is.");
        Assert.False(message.Contains((byte)0), "There is a NUL.");
        Assert.True(message.AsSpan().EndsWith("\r\n"u8), "The end is not the end of a line.");
        var rest = message.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            Assert.True(end >= 0 && end + 1 < rest.Length && rest[end] == '\r' && rest[end + 1] == '\n', "There is a lone CR or LF.");
            Assert.True(end <= longestLine, $"A line has {end} octets: {Encoding.ASCII.GetString(rest[..end])}");
            rest = rest[(end + 2)..];
        }
    }

    /// <summary>The header section, its lines still folded.</summary>
    public static string Header(byte[] message) => Encoding.ASCII.GetString(message, 0, message.AsSpan().IndexOf("\r\n\r\n"u8) + 2);
}
