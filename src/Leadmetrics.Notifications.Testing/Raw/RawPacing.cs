namespace Leadmetrics.Notifications.Testing;

/// <summary>In what pieces a <see cref="RawSmtpServer"/> sends what stands between two lines of the client.</summary>
public enum RawPacing
{
    /// <summary>Everything in one write.</summary>
    Whole,

    /// <summary>Each line by itself.</summary>
    Lines,

    /// <summary>Each byte by itself.</summary>
    Bytes,
}
