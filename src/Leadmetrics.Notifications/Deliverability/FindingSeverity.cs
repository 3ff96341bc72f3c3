namespace Leadmetrics.Notifications.Deliverability;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Nothing is wrong; it could be better.</summary>
    Advice,

    /// <summary>Some receivers mind.</summary>
    Warning,

    /// <summary>It could not be looked up.</summary>
    Unknown,

    /// <summary>It does not work.</summary>
    Failure,
}
