namespace Leadmetrics.Notifications.Testing;

/// <summary>A message whose content reached the server whole.</summary>
public sealed record ReceivedMessage
{
    /// <summary>The identity that the server gives it in its final reply.</summary>
    public required string Id { get; init; }

    /// <summary>The connection it came on, from 1.</summary>
    public required int Connection { get; init; }

    /// <summary>Which MAIL of that connection it belongs to, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The envelope sender under which the server took it; empty for <c>&lt;&gt;</c>.</summary>
    public required string From { get; init; }

    /// <summary>The parameters of MAIL, such as <c>SIZE</c>; keys in capitals, empty values where there was no <c>=</c>.</summary>
    public required IReadOnlyDictionary<string, string> MailParameters { get; init; }

    /// <summary>Every RCPT with its reply, in order.</summary>
    public required IReadOnlyList<ReceivedRecipient> Recipients { get; init; }

    /// <summary>The addresses that were accepted, in order.</summary>
    public IReadOnlyList<string> AcceptedRecipients => [.. Recipients.Where(recipient => recipient.Accepted).Select(recipient => recipient.Address)];

    /// <summary>The content after dot-unstuffing, octet for octet; empty where <see cref="ScriptedSmtpServerOptions.KeepContent"/> is false.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The content's size in octets after dot-unstuffing.</summary>
    public required long Size { get; init; }

    /// <summary>The content as text; UTF-8, or Latin-1 where that is not valid.</summary>
    public string ContentText => ReplyText.Decode(Content.Span);

    /// <summary>It came by BDAT, not by DATA.</summary>
    public required bool ByBdat { get; init; }

    /// <summary>The sizes of its BDAT chunks; empty for DATA.</summary>
    public required IReadOnlyList<long> Chunks { get; init; }

    /// <summary>The user who had authenticated; null where nobody had.</summary>
    public required string? AuthenticatedUser { get; init; }

    /// <summary>It came under TLS.</summary>
    public required bool IsTls { get; init; }

    /// <summary>The name that the client gave in EHLO or HELO; null where it gave none.</summary>
    public required string? EhloName { get; init; }

    /// <summary>When its end was read.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The code of the final reply; 0 where a fault gave none.</summary>
    public int ReplyCode { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}: <{From}> to {string.Join(", ", AcceptedRecipients)}, {Size} octets";
}
