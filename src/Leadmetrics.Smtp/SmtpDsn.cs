namespace Leadmetrics.Smtp;

/// <summary>Which delivery status notifications are wanted for a transaction (DSN, RFC 3461). Asked for only where the server offers DSN.</summary>
/// <remarks>Each recipient with an ASCII address is named as the original recipient (ORCPT), so that a notification tells whom the message was for, whatever it was forwarded to.</remarks>
public sealed record SmtpDsn
{
    private const SmtpDsnNotify All = SmtpDsnNotify.Success | SmtpDsnNotify.Failure | SmtpDsnNotify.Delay | SmtpDsnNotify.Never;

    /// <summary>What notifications name the transaction by (ENVID).</summary>
    /// <value><see langword="null"/>: nothing.</value>
    public EnvId? EnvelopeId { get; init; }

    /// <summary>How much of the message a notification of a failure brings back.</summary>
    /// <value><see cref="SmtpDsnReturn.Default"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public SmtpDsnReturn Return
    {
        get;
        init
        {
            if (value is < SmtpDsnReturn.Default or > SmtpDsnReturn.Full) throw new ArgumentOutOfRangeException(nameof(value));
            field = value;
        }
    }

    /// <summary>When a notification is wanted, for every recipient alike.</summary>
    /// <value><see cref="SmtpDsnNotify.Default"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value holds a flag that does not exist.</exception>
    /// <exception cref="ArgumentException"><see cref="SmtpDsnNotify.Never"/> stands beside another flag.</exception>
    public SmtpDsnNotify Notify
    {
        get;
        init
        {
            if ((value & ~All) != 0) throw new ArgumentOutOfRangeException(nameof(value));
            if (value.HasFlag(SmtpDsnNotify.Never) && value != SmtpDsnNotify.Never) throw new ArgumentException("Never stands alone.", nameof(value));
            field = value;
        }
    }
}
