namespace Leadmetrics.Notifications.Testing;

/// <summary>A command as the server read it.</summary>
public sealed record ReceivedCommand
{
    /// <summary>The connection it came on, from 1.</summary>
    public required int Connection { get; init; }

    /// <summary>The line without its end; UTF-8, or Latin-1 where that is not valid.</summary>
    public required string Line { get; init; }

    /// <summary>The first word, in capitals.</summary>
    public required string Verb { get; init; }

    /// <summary>What follows the verb; empty where nothing does.</summary>
    public required string Argument { get; init; }

    /// <summary>It was under TLS.</summary>
    public required bool IsTls { get; init; }

    /// <summary>Which read from the socket, counted from 1, completed the line; commands of one packet bear the same number.</summary>
    public required long ReadNumber { get; init; }

    /// <summary>The client sent it before it could have seen the reply to the command ahead of it (RFC 2920).</summary>
    public required bool Pipelined { get; init; }

    /// <summary>How many octets had already arrived behind it when the server took it up.</summary>
    public required int OctetsBehind { get; init; }

    /// <summary>The line ended in LF without CR.</summary>
    public required bool EndedInBareLf { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Line;
}
