using Leadmetrics.Peers;
using Leadmetrics.Smtp;

namespace Leadmetrics.Integration.Servers;

/// <summary>Haraka, which refuses what stands behind a dot.</summary>
public sealed class HarakaTests
{
    // Haraka writes each reply by itself, and what waits for the acknowledgement of the one before costs 40 ms a group.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public Task Mails_arrive_once_each_under_their_own_sender_and_the_refused_ones_not(int connections) => SendAsync(150, connections);

    [LongTheory]
    [InlineData(1)]
    [InlineData(5)]
    public Task A_thousand_mails_arrive_once_each_under_their_own_sender_and_the_refused_ones_not(int connections) => SendAsync(1_000, connections);

    private static async Task SendAsync(int mails, int connections)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var haraka = new HarakaPeer();
        await haraka.StartAsync(cancel);
        await using var pool = new SmtpPool(await Wire.OptionsForAsync(haraka.Port), new SmtpPoolOptions { MaxConnections = connections });

        var results = await Task.WhenAll(Enumerable.Range(0, mails).Select(async i =>
        {
            var name = $"letter{i}";
            return (Name: name, Refused: i % 10 == 7, await pool.SendAsync(Wire.Mail(name, i % 10 == 7 ? "reject@example.test" : "box@example.test"), cancel).ConfigureAwait(false));
        }));

        Assert.All(results, sent => Assert.Equal(sent.Refused ? SmtpOutcome.Rejected : SmtpOutcome.Accepted, sent.Item3.Outcome));
        var arrived = await haraka.MessagesAsync(cancel);
        Assert.Equal(results.Where(sent => !sent.Refused).Select(sent => sent.Name).Order(), arrived.Select(mail => Wire.NameOf(mail.Content)).Order());
        Assert.All(arrived, mail => Assert.Equal((Wire.NameOf(mail.Content) + "@client.test", true), (mail.From, mail.Tls)));
    }
}
