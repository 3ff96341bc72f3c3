using System.Globalization;
using System.Text;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

/// <summary>A message that can be told from every other: its name is its sender, its Message-ID and the beginning of its recipients.</summary>
internal sealed class Letter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Task<SmtpTransactionResult> _sending;

    private Letter(string name, Task<SmtpTransactionResult> sending) => (Name, _sending) = (name, sending);

    public string Name { get; }

    /// <summary>What the server said, where the send ended with a value.</summary>
    public SmtpTransactionResult? Result { get; private set; }

    /// <summary>What broke, where the send ended so.</summary>
    public SmtpException? Exception { get; private set; }

    public Task Sending => _sending;

    /// <summary>Hands a message to the pool.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its content behind the header; <see langword="null"/> for a line.</param>
    /// <param name="recipients">The ends of its recipients' local parts; empty for one recipient.</param>
    public static Letter Send(SmtpPool pool, string name, Func<string, SmtpContent>? content = null, params string[] recipients) =>
        new(name, pool.SendAsync(Transaction(name, content, recipients), Given.Cancel));

    public static string Header(string name) => $"Message-ID: <{name}@client.test>\r\n\r\n";

    /// <summary>How often a server has taken the message with this name.</summary>
    public static int Copies(IEnumerable<ReceivedMessage> messages, string name) => messages.Count(message => NameOf(message) == name);

    /// <summary>Every message that the server took has the envelope that was given with it.</summary>
    public static void AssertEnvelopes(ScriptedSmtpServer server)
    {
        Assert.All(server.Messages.Where(message => message.Size > 0), message =>
        {
            Assert.Equal(NameOf(message) + "@client.test", message.From);
            Assert.NotEmpty(message.AcceptedRecipients);
            Assert.All(message.AcceptedRecipients, recipient => Assert.Equal(NameOf(message), recipient.Split('.', '@')[0]));
        });
    }

    /// <summary>Waits for the end of the send.</summary>
    public async Task<Verdict> EndAsync()
    {
        try
        {
            Result = await _sending.WaitAsync(Patience, TimeProvider.System, Given.Cancel);
            return Result.Outcome == SmtpOutcome.Accepted ? Verdict.Accepted : Verdict.Refused;
        }
        catch (SmtpException exception)
        {
            Exception = exception;
            return exception.IsUncertain ? Verdict.Uncertain : Verdict.Failed;
        }
    }

    /// <summary>Moves the clock until the send has ended: each reply that is read meanwhile restarts its time.</summary>
    public async Task PassAsync(ManualClock clock)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!_sending.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromMinutes(11));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>The end of the send is the truth: an accepted message is there once, one that failed or was refused is not, an uncertain one is there at most once.</summary>
    public async Task<Verdict> AssertTruthAsync(ScriptedSmtpServer server)
    {
        var verdict = await EndAsync();
        var copies = Copies(server.Messages, Name);
        var (least, most) = verdict switch
        {
            Verdict.Accepted => (1, 1),
            Verdict.Uncertain => (0, 1),
            _ => (0, 0),
        };
        Assert.True(copies >= least && copies <= most, $"{Name} ended as {verdict} and was delivered {copies.ToString(CultureInfo.InvariantCulture)} times. {Exception}");
        return verdict;
    }

    private static SmtpTransaction Transaction(string name, Func<string, SmtpContent>? content, string[] recipients) => new(
        Given.Box(name + "@client.test"),
        recipients.Length == 0 ? [Given.Box(name + "@server.test")] : [.. recipients.Select(end => Given.Box($"{name}.{end}@server.test"))],
        content is null ? Given.Text(Header(name) + "Hello\r\n") : content(name));

    private static string NameOf(ReceivedMessage message)
    {
        const string Prefix = "Message-ID: <";
        var head = Encoding.ASCII.GetString(message.Content.Span[..Math.Min(200, message.Content.Length)]);
        Assert.StartsWith(Prefix, head, StringComparison.Ordinal);
        return head[Prefix.Length..head.IndexOf('@', StringComparison.Ordinal)];
    }
}
