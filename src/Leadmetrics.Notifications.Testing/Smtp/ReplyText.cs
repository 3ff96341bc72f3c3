using System.Text;

namespace Leadmetrics.Notifications.Testing;

internal static class ReplyText
{
    public static byte[] Encode(string text) =>
        Encoding.UTF8.GetBytes(string.Join("\r\n", text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')) + "\r\n");

    /// <summary>The code that a client would take from the reply: its first three digits; 0 where there is none.</summary>
    public static int Code(ReadOnlySpan<byte> reply)
    {
        if (reply.Length < 3 || !char.IsAsciiDigit((char)reply[0]) || !char.IsAsciiDigit((char)reply[1]) || !char.IsAsciiDigit((char)reply[2]))
            return 0;
        return ((reply[0] - '0') * 100) + ((reply[1] - '0') * 10) + (reply[2] - '0');
    }

    public static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
