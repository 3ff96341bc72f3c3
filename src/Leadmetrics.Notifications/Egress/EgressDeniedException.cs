namespace Leadmetrics.Notifications.Egress;

/// <summary>The egress policy does not let us call a host.</summary>
public sealed class EgressDeniedException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="reason">A phrase for operators, for example "the address is private": a tenant only learns "blocked".</param>
    public EgressDeniedException(string reason)
        : base($"The egress policy refuses this host: {reason}.") => Reason = reason;

    /// <summary>A phrase for operators.</summary>
    public string Reason { get; }
}
