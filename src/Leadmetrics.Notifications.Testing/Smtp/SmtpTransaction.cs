namespace Leadmetrics.Notifications.Testing;

/// <summary>A mail transaction from its accepted MAIL to its end.</summary>
internal sealed class SmtpTransaction(string from, Dictionary<string, string> parameters)
{
    public string From { get; } = from;

    public Dictionary<string, string> Parameters { get; } = parameters;

    public List<ReceivedRecipient> Recipients { get; } = [];

    public int Accepted { get; set; }

    public List<long> Chunks { get; } = [];

    public MemoryStream? ChunkContent { get; set; }

    public long ChunkOctets { get; set; }

    /// <summary>A chunk was refused: every further one is, until RSET (RFC 3030 section 2).</summary>
    public bool ChunkRefused { get; set; }

    public long? DeclaredSize => Parameters.TryGetValue("SIZE", out var text) && long.TryParse(text, out var size) ? size : null;
}
