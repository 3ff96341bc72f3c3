using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Where a worker stands in its round over the tenants, and how much it takes of each.</summary>
internal sealed class Round
{
    private const int BaseQuantum = 16;
    private const int MaxQuantum = 1024;

    /// <summary>Behind which tenant it goes on; <see langword="null"/>: at the first one.</summary>
    public string? Cursor { get; private set; }

    /// <summary>How much it takes of each.</summary>
    public int Quantum { get; private set; } = BaseQuantum;

    /// <summary>Goes on behind a claim.</summary>
    public void Took(ClaimedMails claim, ClaimRequest request)
    {
        Cursor = claim.Cursor;
        Quantum = claim.Mails.Count < request.Most ? Math.Min(Quantum * 4, MaxQuantum) : BaseQuantum;
    }
}
