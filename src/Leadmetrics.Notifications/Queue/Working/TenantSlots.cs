namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>What a worker holds of one tenant. Guarded by the lock of its <see cref="WorkSlots"/>.</summary>
internal sealed class TenantSlots
{
    public TenantSlots() => Place = new LinkedListNode<TenantSlots>(this);

    /// <summary>Its place among those that wait.</summary>
    public LinkedListNode<TenantSlots> Place { get; }

    /// <summary>Mails that are held and not started.</summary>
    public Queue<HeldMail> Waiting { get; } = new();

    /// <summary>How many are held.</summary>
    public int Held { get; set; }

    /// <summary>How many of them wait or are being sent.</summary>
    public int Unsent { get; set; }

    /// <summary>How many of them are being sent.</summary>
    public int Sending { get; set; }

    /// <summary>Until when none of its mail is claimed.</summary>
    public long HeldUntil { get; private set; }

    /// <summary>Whether it was on hold, and no mail has gone through since.</summary>
    public bool IsOnProbation { get; private set; }

    public bool IsOnHold(long now) => IsOnProbation && now < HeldUntil;

    /// <summary>Holds it until a timestamp, or longer where it is held longer.</summary>
    public void Hold(long until)
    {
        HeldUntil = IsOnProbation ? Math.Max(HeldUntil, until) : until;
        IsOnProbation = true;
    }

    public void LetGo() => IsOnProbation = false;
}
