using System.Text;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests.Grid;

/// <summary>
/// A message's dialogue is cut at each of its points, in each way, on a fresh connection, on a used one and behind another message. Before the
/// final dot nothing is uncertain and sending again delivers exactly once; after it everything is, and nothing is sent again by itself.
/// </summary>
public sealed class MessageLossTests
{
    private const int Length = 600_000;
    // More than the kernel's buffers on both sides hold, so that a server that stops reading is felt.
    private const int LongLength = 32_000_000;
    private static readonly byte[] Line = Encoding.ASCII.GetBytes(new string('x', 998) + "\r\n");

    private static readonly (string Name, SmtpPoint Point)[] Points =
    [
        ("MAIL", SmtpPoint.Mail),
        ("RCPT 1", SmtpPoint.Rcpt(1)),
        ("RCPT 2", SmtpPoint.Rcpt(2)),
        ("RCPT 3", SmtpPoint.Rcpt(3)),
        ("DATA", SmtpPoint.Data),
        ("0 %", SmtpPoint.ContentPercent(0)),
        ("50 %", SmtpPoint.ContentPercent(50)),
        ("100 %", SmtpPoint.ContentPercent(100)),
        ("dot", SmtpPoint.Dot),
        ("half a reply to the dot", SmtpPoint.Dot),
    ];

    private static CancellationToken Cancel => Given.Cancel;

    public static TheoryData<string, string, string, string, int> Rows
    {
        get
        {
            var data = new TheoryData<string, string, string, string, int>();
            foreach (var (name, _) in Points)
            {
                foreach (var how in new[] { "FIN", "RST", "silence" })
                {
                    foreach (var on in new[] { "fresh", "used", "behind another" })
                    {
                        foreach (var by in new[] { "DATA", "BDAT" })
                        {
                            // BDAT needs no DATA, so nothing can break there.
                            if (name == "DATA" && by == "BDAT") continue;
                            data.Add(name, how, on, by, 1);
                            data.Add(name, how, on, by, 8);
                        }
                    }
                }
            }

            return data;
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Rows))]
    public async Task A_cut_leaves_nothing_lost_nothing_doubled_and_no_neighbour_harmed(string where, string how, string on, string by, int inFlight)
    {
        var point = Points.Single(entry => entry.Name == where).Point;
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        var struck = on == "fresh" ? 1 : 2;
        var fault = server.At(point, Fault(where, how), connection: 1, message: struck, times: 1);
        var pool = new SmtpPool(Given.ChunkingFor(server) with { TimeProvider = clock }, new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = inFlight });
        await using var disposed = pool;

        var ahead = on == "fresh" ? null : Letter.Send(pool, "ahead", null, "one", "two", "three");
        if (on == "used") Assert.Equal(Verdict.Accepted, await ahead!.EndAsync());
        var letter = Letter.Send(pool, "struck", ContentFor(where, how), "one", "two", "three");
        // Its end was answered before anything broke: it is told so, whatever comes behind.
        if (ahead is not null) Assert.Equal(Verdict.Accepted, await ahead.AssertTruthAsync(server));
        if (how == "silence")
        {
            await server.WaitForAsync(point, point.Kind == SmtpPointKind.ContentPercent ? 1 : struck, Cancel);
            await letter.PassAsync(clock);
        }

        var verdict = await letter.EndAsync();
        Assert.Equal(1, fault.Fired);
        var copies = Letter.Copies(server.Messages, "struck");
        switch (Window(where, isWhole: by == "BDAT" && inFlight > 1))
        {
            case "after":
                Assert.Equal((Verdict.Uncertain, SmtpPhase.DotSent), (verdict, letter.Exception?.Phase));
                Assert.Equal(1, copies);
                break;
            case "either":
                // The server stopped short of the end, which had left us: we cannot know.
                Assert.True(verdict is Verdict.Uncertain or Verdict.Failed, $"{verdict} {letter.Exception}");
                Assert.Equal(0, copies);
                break;
            case "before" when verdict == Verdict.Accepted:
                // The pool may move what a used connection had answered nothing of.
                Assert.NotEqual("fresh", on);
                Assert.Equal(2, server.Connections.Count);
                Assert.Equal(1, copies);
                break;
            default:
                Assert.True(verdict == Verdict.Failed, $"{verdict} {letter.Exception}");
                Assert.Equal(0, copies);
                break;
        }

        if (verdict == Verdict.Failed)
        {
            Assert.Equal(Verdict.Accepted, await Letter.Send(pool, "struck", null, "one", "two", "three").EndAsync());
            Assert.Equal(1, Letter.Copies(server.Messages, "struck"));
        }

        Assert.Equal(Verdict.Accepted, await Letter.Send(pool, "after").AssertTruthAsync(server));
        await pool.DisposeAsync();
        Assert.InRange(Letter.Copies(server.Messages, "struck"), 0, 1);
        Assert.Equal(ahead is null ? 0 : 1, Letter.Copies(server.Messages, "ahead"));
        Letter.AssertEnvelopes(server);
    }

    private static string Window(string where, bool isWhole) => where switch
    {
        // The message was out before anything of it was answered.
        "MAIL" or "RCPT 1" or "RCPT 2" or "RCPT 3" when isWhole => "either",
        "dot" or "half a reply to the dot" => "after",
        // The last octets of the content and its end are one write.
        "100 %" => "either",
        _ => "before",
    };

    private static SmtpFault Fault(string where, string how)
    {
        var fault = how switch
        {
            "FIN" => SmtpFault.Close,
            "RST" => SmtpFault.Reset,
            // In the content silence is felt by a server that takes no more.
            _ when where is "0 %" or "50 %" => SmtpFault.Stall,
            _ => SmtpFault.Silence,
        };
        return where == "half a reply to the dot" ? SmtpFault.HalfReply(2, fault) : fault;
    }

    // Content that goes beyond the point of the fault and not to its end, so that the end of the message cannot have left.
    private static Func<string, SmtpContent>? ContentFor(string where, string how)
    {
        if (where is not ("0 %" or "50 %")) return null;
        var stalled = how == "silence";
        var length = stalled ? LongLength : Length;
        return name => Given.Content(async (output, token) =>
        {
            await output.WriteAsync(Encoding.ASCII.GetBytes(Letter.Header(name)), token);
            for (var written = 0; written < length * 0.9; written += Line.Length) await output.WriteAsync(Line, token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }, length);
    }
}
