namespace Leadmetrics.Smtp;

/// <summary>One message on its way: envelope, content and the gate before the point of no return.</summary>
public sealed class SmtpTransaction
{
    /// <summary>Makes a transaction.</summary>
    /// <param name="from">The reverse-path; <see langword="null"/> is the null reverse-path <c>&lt;&gt;</c>.</param>
    /// <param name="recipients">The forward-paths; at least one.</param>
    /// <param name="content">The content.</param>
    /// <exception cref="ArgumentException">There is no recipient.</exception>
    public SmtpTransaction(Mailbox? from, IReadOnlyList<Mailbox> recipients, SmtpContent content)
    {
        ArgumentNullException.ThrowIfNull(recipients);
        ArgumentNullException.ThrowIfNull(content);
        if (recipients.Count == 0) throw new ArgumentException("A transaction has at least one recipient.", nameof(recipients));
        From = from;
        Recipients = recipients as Mailbox[] ?? [.. recipients];
        Content = content;
    }

    /// <summary>The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public Mailbox? From { get; }

    /// <summary>The forward-paths.</summary>
    public IReadOnlyList<Mailbox> Recipients { get; }

    /// <summary>The content.</summary>
    public SmtpContent Content { get; }

    /// <summary>The delivery status notifications that are wanted, where the server offers DSN (RFC 3461).</summary>
    /// <value><see langword="null"/>: nothing is said of them, and the server does as it does.</value>
    public SmtpDsn? Dsn { get; init; }

    /// <summary>Awaited immediately before the end of the message may leave: once, and once more where the message moves to another connection. What it throws reaches the caller, and nothing is sent.</summary>
    public Func<CancellationToken, ValueTask>? Gate { get; init; }

    /// <summary>Told the true end of a transaction whose caller cancelled after the final dot, once the reply or the loss of the connection settles it.</summary>
    /// <remarks>
    /// Called once, on the thread pool, in the <see cref="ExecutionContext"/> of the one who sent; nothing waits for it, the pool's disposal neither. What it throws
    /// changes nothing for the connection and goes nowhere but to <see cref="TaskScheduler.UnobservedTaskException"/>: catch what must be known.
    /// </remarks>
    public Action<SmtpTransactionResult>? Settled { get; init; }

    /// <summary>Whether it must not share its flight with others when <see cref="SmtpPoolOptions.MaxInFlight"/> is above one.</summary>
    /// <value><see langword="false"/>.</value>
    public bool TravelsAlone { get; init; }

    /// <summary>Whether an address or the header section is beyond ASCII: the server has to offer SMTPUTF8 (RFC 6531).</summary>
    internal bool RequiresSmtpUtf8
    {
        get
        {
            if (Content.RequiresSmtpUtf8 || From is { RequiresSmtpUtf8: true }) return true;
            for (var i = 0; i < Recipients.Count; i++)
            {
                if (Recipients[i].RequiresSmtpUtf8) return true;
            }

            return false;
        }
    }
}
