using System.Collections.Concurrent;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Xunit;

namespace Leadmetrics.Conformance.Transports;

/// <summary>What a watcher is told of connects, whom it lets hear a dialogue, and what a transport says of its connections.</summary>
public abstract class SmtpWatcherConformance : SmtpTransportConformance
{
    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task A_watcher_is_told_of_each_connect_once_and_of_no_message_over_it()
    {
        await using var server = ScriptedSmtpServer.Start();
        var watcher = new Watcher();
        await using var transport = Open(Given.OptionsFor(server) with { Watcher = watcher });

        for (var i = 0; i < 3; i++) await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);

        Assert.Equal([$"begin {server.Host}:{server.Port}", "ended Connect Greeting Ehlo"], watcher.Told);
    }

    [Fact]
    public async Task A_watcher_is_told_of_a_probe_and_of_a_connect_that_failed()
    {
        await using var server = ScriptedSmtpServer.Start();
        var watcher = new Watcher();
        await using var transport = Open(Given.OptionsFor(server) with { Watcher = watcher });

        await transport.ProbeAsync(new SmtpConnectTrace(), SmtpTimeouts.Verification, Cancel);
        server.At(SmtpPoint.Ehlo, SmtpFault.Reply("554 5.7.1 no"));
        await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));

        Assert.Equal(["ended Connect Greeting Ehlo", "ended Connect Greeting Ehlo: SmtpException"], watcher.Told.Where(told => told.StartsWith("ended", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dialogue_is_heard_whole_by_whom_the_watcher_names_and_by_nobody_where_it_names_none()
    {
        await using var server = ScriptedSmtpServer.Start();
        var watcher = new Watcher { Hears = true };
        await using var transport = Open(Given.OptionsFor(server) with { Watcher = watcher }, new SmtpPoolOptions { MaxMessagesPerConnection = 1 });
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Contains("C: EHLO client.test", watcher.Lines);
        Assert.Contains("C: RCPT TO:<b@server.test>", watcher.Lines);
        Assert.Contains(watcher.Lines, line => line.StartsWith("S: 220", StringComparison.Ordinal));
        await server.WaitForAsync(SmtpPoint.Quit, 1, Cancel);

        watcher.Hears = false;
        await transport.SendAsync(Given.Mail("a@client.test", "unheard@server.test"), Cancel);

        Assert.DoesNotContain(watcher.Lines, line => line.Contains("unheard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_are_in_use_while_a_message_is_on_its_way_and_idle_behind_it()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), times: 1);

        var sending = transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        var (used, idle) = (transport.Statistics.InUse, transport.Statistics.Idle);
        release.SetResult();
        await sending;
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);

        Assert.Equal((1, 0), (used, idle));
        Assert.Equal(1, transport.Statistics.OpenedTotal);
    }

    [Theory]
    [InlineData("begin")]
    [InlineData("transcript")]
    [InlineData("ended")]
    public async Task What_a_watcher_throws_changes_neither_a_send_nor_a_failure_and_leaves_no_connection_behind(string at)
    {
        await using var server = ScriptedSmtpServer.Start();
        var watcher = new Watcher { ThrowsAt = at };
        await using (var transport = Open(Given.OptionsFor(server) with { Watcher = watcher }))
        {
            await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
            await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);

            Assert.Equal((2, 1), (server.Messages.Count, server.Connections.Count));
        }

        Assert.InRange(watcher.Told.Count(told => told.StartsWith("ended", StringComparison.Ordinal)), 0, 1);
        server.At(SmtpPoint.Ehlo, SmtpFault.Reply("554 5.7.1 no"));
        await using var refused = Open(Given.OptionsFor(server) with { Watcher = new Watcher { ThrowsAt = at } });
        await Assert.ThrowsAsync<SmtpException>(() => refused.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
    }

    private sealed class Watcher : ISmtpConnectWatcher
    {
        public string? ThrowsAt { get; init; }

        public ConcurrentQueue<string> Told { get; } = new();

        public ConcurrentQueue<string> Lines { get; } = new();

        public bool Hears { get; set; }

        public ISmtpConnectWatch? Begin(string host, int port)
        {
            Told.Enqueue($"begin {host}:{Given.Number(port)}");
            Throw("begin");
            return new Watch(this, Hears ? new Transcript(Lines) : null);
        }

        public void Throw(string at)
        {
            if (ThrowsAt == at) throw new InvalidOperationException("a watcher that throws");
        }
    }

    private sealed class Watch(Watcher watcher, ISmtpTranscript? transcript) : ISmtpConnectWatch
    {
        public ISmtpTranscript? Transcript
        {
            get
            {
                watcher.Throw("transcript");
                return transcript;
            }
        }

        public void Ended(SmtpConnectTrace trace, Exception? broken)
        {
            watcher.Told.Enqueue($"ended {string.Join(' ', trace.Steps.Select(step => step.Phase))}{(broken is null ? "" : $": {broken.GetType().Name}")}");
            watcher.Throw("ended");
        }
    }

    private sealed class Transcript(ConcurrentQueue<string> lines) : ISmtpTranscript
    {
        public void Sent(string line) => lines.Enqueue($"C: {line}");

        public void Received(string line) => lines.Enqueue($"S: {line}");
    }
}
