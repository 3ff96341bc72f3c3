namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>What a key about TLS asks for.</summary>
internal enum TlsMeaning
{
    Unknown,

    /// <summary>TLS from the first byte.</summary>
    Implicit,

    /// <summary>TLS by STARTTLS.</summary>
    StartTls,

    /// <summary>TLS as the port has it.</summary>
    Some,

    /// <summary>No STARTTLS, which says nothing where TLS is spoken from the first byte.</summary>
    NoStartTls,

    /// <summary>Mail in clear text, at least where the server offers no TLS.</summary>
    None,
}
