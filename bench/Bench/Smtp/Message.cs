using System.Text;

namespace Leadmetrics.Bench.Smtp;

/// <summary>A message of plain lines.</summary>
internal static class Message
{
    private const string Header = "From: <from@example.test>\r\nTo: <to@example.test>\r\nSubject: Benchmark\r\n\r\n";
    private static readonly string Line = new string('x', 70) + "\r\n";

    public static byte[] OfSize(int size)
    {
        var text = new StringBuilder(Header);
        while (text.Length < size) text.Append(Line);
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
