using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests.Grid;

/// <summary>A connection is cut at each point before its first message: nothing is uncertain, nothing was delivered, and sending again delivers exactly once.</summary>
public sealed class ConnectLossTests
{
    private static readonly (string Name, SmtpPoint Point)[] Points =
    [
        ("before the greeting", SmtpPoint.Connected),
        ("in the greeting", SmtpPoint.Greeting),
        ("EHLO", SmtpPoint.Ehlo),
        ("STARTTLS", SmtpPoint.StartTls),
        ("in the handshake", SmtpPoint.TlsHandshake),
        ("EHLO under TLS", SmtpPoint.Ehlo),
        ("AUTH", SmtpPoint.Auth),
        ("AUTH continuation 1", SmtpPoint.AuthContinuation(1)),
        ("AUTH continuation 2", SmtpPoint.AuthContinuation(2)),
    ];

    public static TheoryData<string, string, string, int> Rows
    {
        get
        {
            var data = new TheoryData<string, string, string, int>();
            foreach (var (name, _) in Points)
            {
                foreach (var how in new[] { "FIN", "RST", "silence" })
                {
                    foreach (var waiting in new[] { "alone", "with another that waits" })
                    {
                        data.Add(name, how, waiting, 1);
                        data.Add(name, how, waiting, 8);
                    }
                }
            }

            return data;
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Rows))]
    public async Task A_cut_before_the_first_message_costs_nobody_a_message(string where, string how, string waiting, int inFlight)
    {
        var point = Points.Single(entry => entry.Name == where).Point;
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Tls = ScriptedTls.StartTls;
            o.Certificate = TestCertificates.Shared.Valid;
            o.Capabilities.Auth.Add("LOGIN");
            o.AcceptAnyCredentials = true;
        });
        var struck = where == "EHLO under TLS" ? 2 : 1;
        if (struck == 2) server.At(SmtpPoint.Ehlo, SmtpFault.Hold(Task.CompletedTask), connection: 1, times: 1);
        var fault = server.At(point, Fault(where, how), connection: 1, times: 1);
        var options = Given.OptionsFor(server, SmtpTlsMode.StartTls) with
        {
            TimeProvider = clock,
            ServerName = "localhost",
            Credentials = new SmtpPasswordCredentials("user", "password"),
        };
        await using var pool = new SmtpPool(options, new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = inFlight });

        var letters = new List<Letter> { Letter.Send(pool, "first") };
        if (waiting != "alone") letters.Add(Letter.Send(pool, "second"));
        if (how == "silence")
        {
            await server.WaitForAsync(point, struck, Given.Cancel);
            await letters[0].PassAsync(clock);
        }

        Assert.Equal(Verdict.Failed, await letters[0].AssertTruthAsync(server));
        Assert.Equal(1, fault.Fired);
        foreach (var letter in letters)
        {
            var verdict = await letter.AssertTruthAsync(server);
            Assert.NotEqual(Verdict.Uncertain, verdict);
            if (verdict != Verdict.Accepted) Assert.Equal(Verdict.Accepted, await Letter.Send(pool, letter.Name).AssertTruthAsync(server));
        }

        Assert.Equal(letters.Count, server.Messages.Count);
        Letter.AssertEnvelopes(server);
    }

    private static SmtpFault Fault(string where, string how)
    {
        var fault = how switch
        {
            "FIN" => SmtpFault.Close,
            "RST" => SmtpFault.Reset,
            _ => SmtpFault.Silence,
        };
        return where == "in the greeting" ? SmtpFault.HalfReply(0, fault) : fault;
    }
}
