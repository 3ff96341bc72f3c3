using System.Text;
using Leadmetrics.Notifications.Delivery.Bounces;

namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>Whatever octets come, the answer is a report or none, and soon.</summary>
public sealed class HostileReportTests
{
    private static readonly string[] Seeds =
    [
        PostfixReports.UserUnknown, PostfixReports.SeveralRecipients, PostfixReports.Internationalised, EximReports.Report, EximReports.Text, EximReports.Qmail,
        ExchangeReports.RecipientNotFound, GmailReports.NoSuchUser, OtherReports.Sendmail, OtherReports.GatewayWithoutOriginal, OtherReports.Complaint,
    ];

    // What a mutation puts in: octets that structure hangs on.
    private static readonly string[] Splices =
    [
        "\r\n", "\n\n", ":", ";", "\"", "(", ")", "\\", "<", ">", "@", "--", "=", "=3D", "\0", "\u00ff", "\ud7ff", " ", "\t", "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n", "boundary=", "Content-Transfer-Encoding: base64\n",
        "5.1.1", "550 ", "4.2", "Final-Recipient: rfc822;", "Action: failed\n", "\\x{110000}", "\\x{D800}", "\\x{", "Date: 31 Feb 2026 25:61:61 +9999\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Reports_that_are_cut_mixed_and_broken_never_throw(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2500; i++)
        {
            var octets = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
            for (var changes = random.Next(1, 12); changes > 0 && octets.Count > 0; changes--)
            {
                var at = random.Next(octets.Count);
                switch (random.Next(5))
                {
                    case 0: octets[at] = (byte)random.Next(256); break;
                    case 1: octets.RemoveRange(at, Math.Min(random.Next(80), octets.Count - at)); break;
                    case 2: octets.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)])); break;
                    case 3: octets.InsertRange(at, octets.GetRange(at / 2, random.Next((at / 2) + 1)).ToArray()); break;
                    default: octets.RemoveRange(at, octets.Count - at); break;
                }
            }

            CheckBounds(Parse(octets.ToArray()));
        }
    }

    [Fact]
    public void Noise_is_no_report()
    {
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var octets = new byte[random.Next(4000)];
            random.NextBytes(octets);
            Parse(octets);
        }
    }

    /// <summary>What could take more than linear time, eight megabytes of each.</summary>
    public static TheoryData<string> Bombs => new("nesting", "boundaries", "empty parts", "header lines", "one line", "folded", "comments", "quotes", "blocks", "empty lines", "recipients", "addresses", "exim", "qmail", "base64", "digits", "dashes");

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Bombs))]
    public async Task A_bomb_is_read_within_seconds(string bomb)
    {
        var octets = Encoding.Latin1.GetBytes(BombOf(bomb, 8 * 1024 * 1024));
        var report = await Task.Run(() => Parse(octets), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        CheckBounds(report);
    }

    [Fact]
    public void What_stands_behind_four_thousand_header_lines_is_still_found()
    {
        var many = string.Concat(Enumerable.Repeat("X-Filler: 1\n", 4000));
        var text = PostfixReports.UserUnknown.Replace("\n\nThis is a MIME-encapsulated message.", "\n" + many + "\nThis is a MIME-encapsulated message.", StringComparison.Ordinal);

        Assert.Equal("nobody@example.net", Assert.Single(Parse(Encoding.UTF8.GetBytes(text))!.Recipients).Recipient);
    }

    [Fact]
    public void A_report_below_ten_levels_of_multiparts_is_not_looked_for()
    {
        Assert.NotNull(Parse(Encoding.UTF8.GetBytes(Nested(9))));
        Assert.Null(Parse(Encoding.UTF8.GetBytes(Nested(11))));
    }

    [Fact]
    public void More_than_ten_megabytes_are_not_read()
    {
        var stream = new EndlessStream();

        Assert.Null(BounceParser.Parse(stream));
        Assert.Equal(10 * 1024 * 1024, stream.Given);
    }

    private static string Nested(int levels)
    {
        var text = new StringBuilder();
        for (var level = 0; level < levels; level++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{level:D3}\n\n--b{level:D3}\n");
        return text.Append("Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\n").ToString();
    }

    private static string BombOf(string bomb, int size)
    {
        const string Status = "Content-Type: message/delivery-status\n\n";
        return bomb switch
        {
            "nesting" => string.Concat(Enumerable.Range(0, size / 60).Select(level => $"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n")),
            "boundaries" => "Content-Type: multipart/mixed; boundary=b\n\n" + Repeat("--b\n", size),
            "empty parts" => "Content-Type: multipart/mixed; boundary=b\n\n" + Repeat("--b\nContent-Type: multipart/mixed; boundary=c\n\n", size),
            "header lines" => Repeat("X-A: b\n", size),
            "one line" => "Subject: " + new string('a', size),
            "folded" => "To: a\n" + Repeat(" b@example.net,\n", size),
            "comments" => "Content-Type: " + Repeat("(", size),
            "quotes" => "Content-Type: a/b; " + Repeat("x=\"\\\";", size),
            "blocks" => Status + Repeat("a: b\n\n", size),
            "empty lines" => Status + Repeat("\n", size),
            "recipients" => Status + Repeat("Final-Recipient: rfc822; a@example.net\nAction: failed\n\n", size),
            "addresses" => "X-Failed-Recipients: a@example.net\nTo: " + Repeat("<<<@,", size) + "\n\nx",
            "exim" => "Subject: x\n\nThis message was created automatically by mail delivery software\n" + Repeat(" a@example.net\n  550 5.1.1\n", size),
            "qmail" => "Subject: x\n\nHi. This is the qmail\n\n" + Repeat("<a@example.net>:\n5.1.1\n\n", size),
            "base64" => "Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n" + new string('A', size),
            "digits" => Status + "Final-Recipient: rfc822; a@example.net\nDiagnostic-Code: smtp; " + Repeat("5.1.", size),
            _ => "Content-Type: multipart/mixed; boundary=\"" + new string('-', 190) + "\"\n\n" + new string('-', size),
        };
    }

    private static string Repeat(string text, int size) => new StringBuilder(size + text.Length).Insert(0, text, size / text.Length).ToString();

    private static void CheckBounds(BounceReport? report)
    {
        if (report is null) return;
        Assert.InRange(report.Recipients.Count, 0, 1000);
        Assert.All(report.Recipients, recipient =>
        {
            Assert.InRange(recipient.Recipient.Length, 3, 320);
            Assert.InRange(recipient.DiagnosticText?.Length ?? 0, 0, 1000);
            Assert.DoesNotContain(recipient.DiagnosticText ?? "", char.IsControl);
        });
    }

    private static BounceReport? Parse(byte[] octets) => BounceParser.Parse(new MemoryStream(octets));

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
