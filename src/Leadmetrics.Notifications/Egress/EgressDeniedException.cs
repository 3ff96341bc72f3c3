namespace Leadmetrics.Notifications.Egress;

/// <summary>The egress policy does not let us call a host.</summary>
public sealed class EgressDeniedException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="reason">A phrase for operators, for example "the name resolves to 10.0.0.1, an address that is private": a tenant only learns "blocked".</param>
    public EgressDeniedException(string reason)
        : base($"The egress policy refuses this host: {reason}.") => Reason = reason;

    /// <summary>A phrase for operators: it may hold an address of a machine, so it stands in no text that a tenant reads.</summary>
    public string Reason { get; }
}
