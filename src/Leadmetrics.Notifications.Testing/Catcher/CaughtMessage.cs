namespace Leadmetrics.Notifications.Testing;

/// <summary>A message that was caught, with its envelope and its content read as MIME.</summary>
public sealed class CaughtMessage
{
    /// <summary>Reads a received message.</summary>
    /// <param name="received">What a server took in.</param>
    public CaughtMessage(ReceivedMessage received)
    {
        ArgumentNullException.ThrowIfNull(received);
        Received = received;
        Root = CaughtPart.Read(received.Content);
    }

    /// <summary>The message as the server recorded it: TLS, user, chunks, EHLO name.</summary>
    public ReceivedMessage Received { get; }

    /// <summary>The sender of the envelope; empty for <c>&lt;&gt;</c>.</summary>
    public string EnvelopeFrom => Received.From;

    /// <summary>The accepted recipients of the envelope, in order.</summary>
    public IReadOnlyList<string> EnvelopeTo => Received.AcceptedRecipients;

    /// <summary>The content octet for octet, after dot-unstuffing.</summary>
    public ReadOnlyMemory<byte> Raw => Received.Content;

    /// <summary>The content as text.</summary>
    public string RawText => Received.ContentText;

    /// <summary>The whole message as an entity.</summary>
    public CaughtPart Root { get; }

    /// <summary>The header fields in order.</summary>
    public IReadOnlyList<CaughtHeader> Headers => Root.Headers;

    /// <summary>The subject, decoded; null where there is none.</summary>
    public string? Subject => Header("Subject");

    /// <summary>The From field, decoded; null where there is none.</summary>
    public string? From => Header("From");

    /// <summary>The To field, decoded; null where there is none.</summary>
    public string? To => Header("To");

    /// <summary>The Message-ID field with its angle brackets; null where there is none.</summary>
    public string? MessageId => Header("Message-ID");

    /// <summary>Every part that is not a multipart, in the order of the message; one for a message that has no parts.</summary>
    public IReadOnlyList<CaughtPart> Parts => [.. Root.Leaves()];

    /// <summary>The text of the first text/plain part that is no attachment; null where there is none.</summary>
    public string? Text => BodyOf("text/plain");

    /// <summary>The text of the first text/html part that is no attachment; null where there is none.</summary>
    public string? Html => BodyOf("text/html");

    /// <summary>The parts whose disposition is "attachment".</summary>
    public IReadOnlyList<CaughtPart> Attachments => [.. Root.Leaves().Where(part => part.Disposition == "attachment")];

    /// <summary>The first header of this name, decoded; null where there is none.</summary>
    /// <param name="name">Compared without regard to case.</param>
    public string? Header(string name) => Root.Header(name);

    /// <inheritdoc/>
    public override string ToString() => $"{EnvelopeFrom} to {string.Join(", ", EnvelopeTo)}: {Subject}";

    private string? BodyOf(string type) => Root.Leaves().FirstOrDefault(part => part.ContentType == type && part.Disposition != "attachment")?.Text;
}
