using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>Who goes into which transaction, against every mixture of what a server may say.</summary>
public sealed class RecipientGroupsTests
{
    private static readonly SmtpReply Taken = new(250, "2.0.0 Ok");
    private static readonly SmtpReply TooMany = new(452, "4.5.3 Too many recipients");
    private static readonly SmtpReply Greylisted = new(450, "4.2.0 Greylisted");
    private static readonly SmtpReply Unknown = new(550, "5.1.1 No such user");

    [Fact]
    public void What_the_engine_left_unsent_travels_in_the_next_transaction()
    {
        var groups = new RecipientGroups(Mailboxes(5), null);
        Assert.Equal(5, groups.Next().Count);
        Assert.True(groups.Record(Result(groups.Next(), 'a', 'a', '-', '-', '-')));
        Assert.Equal(["r2@example.net", "r3@example.net", "r4@example.net"], groups.Next().Select(mailbox => mailbox.ToString()));
        Assert.True(groups.Record(Result(groups.Next(), 'a', 'x', '-')));
        Assert.False(groups.Record(Result(groups.Next(), 'a')));

        Assert.Equal("AAARA", Letters(groups));
    }

    [Fact]
    public void Unsent_ones_travel_on_although_everybody_before_them_was_refused_for_good()
    {
        var groups = new RecipientGroups(Mailboxes(3), null);
        Assert.True(groups.Record(Result(groups.Next(), 'x', 'x', '-')));
        Assert.False(groups.Record(Result(groups.Next(), 'a')));

        Assert.Equal("RRA", Letters(groups));
    }

    [Fact]
    public void Unsent_ones_wait_where_everybody_before_them_has_to_wait()
    {
        var groups = new RecipientGroups(Mailboxes(3), 2);
        Assert.False(groups.Record(Result(groups.Next(), 'g', 'g')));

        Assert.Equal("DDD", Letters(groups));
        Assert.False(groups.IsAnyAccepted);
    }

    [Fact]
    public void A_refused_MAIL_is_the_answer_to_everybody()
    {
        var reply = new SmtpReply(550, "5.7.1 Sender refused");
        var groups = new RecipientGroups(Mailboxes(3), 2);
        var group = groups.Next();
        Assert.False(groups.Record(new SmtpTransactionResult(SmtpOutcome.Rejected, SmtpPhase.Mail, reply, [.. group.Select(mailbox => new SmtpRecipientResult(mailbox, SmtpOutcome.Rejected, reply))])));

        Assert.Equal("RRR", Letters(groups));
    }

    /// <summary>
    /// All 3,125 mixtures of five recipients, each taken, refused, greylisted, too many at first, or left unsent at first, with and without a known limit:
    /// nobody is in a transaction once he is settled, who was only too many or unsent is taken in the end wherever somebody was, and it ends.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void In_every_mixture_nobody_gets_two_copies_and_nobody_is_forgotten(int? limit)
    {
        const string Kinds = "axgt-";
        var all = Mailboxes(5);
        for (var mixture = 0; mixture < 3125; mixture++)
        {
            var kinds = new char[5];
            for (var (i, rest) = (0, mixture); i < 5; i++, rest /= 5) kinds[i] = Kinds[rest % 5];
            var groups = new RecipientGroups(all, limit);
            var settled = new HashSet<string>();
            var refusedOnce = new HashSet<string>();
            var transactions = 0;
            bool goesOn;
            do
            {
                var group = groups.Next();
                Assert.True(++transactions <= 5, new string(kinds));
                Assert.InRange(group.Count, 1, limit ?? 5);

                // A server that leaves out takes whom it left out the next time, if it takes anybody beside: as a limit does.
                var said = new char[group.Count];
                for (var i = 0; i < said.Length; i++)
                {
                    var name = group[i].ToString();
                    Assert.DoesNotContain(name, settled);
                    var kind = kinds[name[1] - '0'];
                    said[i] = kind is 't' or '-' && !refusedOnce.Add(name) ? 'a' : kind;
                    if (said[i] == 'x') settled.Add(name);
                    if (said[i] == 'a') Assert.True(settled.Add(name), $"{new string(kinds)}: {name} got two copies");
                }

                goesOn = groups.Record(Result(group, said));
            }
            while (goesOn);

            var letters = Letters(groups);
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(settled.Contains($"r{i}@example.net"), letters[i] != 'D');
                if (kinds[i] == 'x' && letters[i] == 'D') Assert.DoesNotContain($"r{i}@example.net", refusedOnce);
                if (limit is null && kinds[i] is 't' or '-' && limit is null && kinds.Contains('a')) Assert.Equal('A', letters[i]);
            }
        }
    }

    private static Mailbox[] Mailboxes(int count) => [.. Enumerable.Range(0, count).Select(number => new EmailAddress($"r{number}@example.net").ToMailbox("to"))];

    private static string Letters(RecipientGroups groups) => string.Concat(groups.Results().Select(result => result.Outcome.ToString()[0]));

    // a taken, x refused for good, g greylisted, t too many, - not asked.
    private static SmtpTransactionResult Result(IReadOnlyList<Mailbox> group, params char[] said)
    {
        var isAccepted = said.Contains('a');
        var recipients = group.Select((mailbox, i) => said[i] switch
        {
            'a' => new SmtpRecipientResult(mailbox, SmtpOutcome.Accepted, Taken),
            'x' => new SmtpRecipientResult(mailbox, SmtpOutcome.Rejected, Unknown),
            'g' => new SmtpRecipientResult(mailbox, SmtpOutcome.Deferred, Greylisted),
            't' => new SmtpRecipientResult(mailbox, SmtpOutcome.Deferred, TooMany),
            _ => new SmtpRecipientResult(mailbox, SmtpOutcome.Deferred, null),
        }).ToArray();
        return isAccepted
            ? new SmtpTransactionResult(SmtpOutcome.Accepted, SmtpPhase.Replied, Taken, recipients)
            : new SmtpTransactionResult(SmtpOutcome.Deferred, SmtpPhase.Rcpt, Array.Find(recipients, recipient => recipient.Reply is not null)?.Reply, recipients);
    }
}
