namespace Leadmetrics.Notifications.Deliverability;

/// <summary>How domains are looked up.</summary>
public sealed class DomainCheckOptions
{
    /// <summary>The resolvers to ask, each <c>ADDRESS</c> or <c>ADDRESS:PORT</c> (an IPv6 address with a port in brackets). They are the operator's choice, and outside the tenants' egress policy.</summary>
    /// <value>Empty: the system's.</value>
    public IList<string> Resolvers { get; } = [];
}
