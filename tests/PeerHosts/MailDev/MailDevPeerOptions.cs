namespace Leadmetrics.Peers;

/// <summary>How a <see cref="MailDevPeer"/> runs.</summary>
public sealed record MailDevPeerOptions
{
    /// <summary>With <see cref="Password"/>, AUTH is demanded.</summary>
    /// <value>Null: no AUTH.</value>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>TLS from the first byte, with the server certificate of <see cref="TestCertificates.SharedAsync"/>.</summary>
    public bool ImplicitTls { get; init; }
}
