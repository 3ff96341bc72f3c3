namespace Leadmetrics.Notifications.Egress;

/// <summary>What the operator allows tenants' rows beyond public hosts on the submission ports. Nothing is inferred from the environment's name.</summary>
public sealed class EgressOptions
{
    /// <summary>Allows loopback addresses, <c>localhost</c> on any port, and clear text to it: for a catcher on a developer's machine.</summary>
    /// <value><see langword="false"/>.</value>
    public bool AllowLoopback { get; set; }

    /// <summary>Networks that may be called although they are special-purpose, in CIDR form, for example <c>10.20.0.0/16</c>. Their addresses may be given as literals.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Hosts that may be called whatever they resolve to, for example <c>mail.corp.internal</c>; on the allowed ports alone.</summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Ports allowed beside 25, 465, 587 and 2525.</summary>
    public IList<int> AllowedPorts { get; } = [];

    /// <summary>Hosts that may be spoken to without TLS, secrets included.</summary>
    public IList<string> ClearTextHosts { get; } = [];

    /// <summary>Hosts whose rows may switch the certificate check off (<c>rejectUnauthorized: false</c>).</summary>
    public IList<string> AnyCertificateHosts { get; } = [];
}
