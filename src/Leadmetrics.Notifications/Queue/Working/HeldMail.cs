using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>A mail that this worker holds, from its claim until what became of it is stored.</summary>
/// <remarks>
/// What is known of the lease here ends no later than in the database: it is counted from before the call that got it, on a clock that only runs forward. So whoever finds it
/// running here surely holds the mail. Lost is lost: a renewal that comes too late does not bring it back.
/// </remarks>
internal sealed class HeldMail(ClaimedMail mail, long until)
{
    // Smaller ones are not worth a copy of what is around them.
    private const int LargeBody = 16 * 1024;

    private long _until = until;
    private volatile bool _isLost;

    public ClaimedMail Mail { get; private set; } = mail;

    /// <summary>What it goes through, where that is known, and while it keeps a place there.</summary>
    public string? Destination { get; set; }

    /// <summary>Whether it is sent, or will not be, and what became of it is being stored. Guarded by the lock of its <see cref="WorkSlots"/>.</summary>
    public bool IsSettling { get; set; }

    /// <summary>Until when it is held, as a timestamp of the clock.</summary>
    public long Until => Volatile.Read(ref _until);

    public bool IsLost => _isLost;

    /// <summary>Whether a process crashed over it more than once: it is sent beside no other such mail.</summary>
    public bool IsSuspect => Mail.Crashes >= Rescuing.SuspectAfter;

    public void Renew(long until) => Volatile.Write(ref _until, until);

    public void Lose() => _isLost = true;

    /// <summary>Lets go of a large body, which nobody needs any more once the mail is sent: what is being stored may wait for a store that is silent.</summary>
    public void ForgetBody()
    {
        if (Mail.Body is { Length: > LargeBody }) Mail = Mail with { Body = null };
    }
}
