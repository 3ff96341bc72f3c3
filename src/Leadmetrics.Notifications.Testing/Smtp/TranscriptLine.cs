namespace Leadmetrics.Notifications.Testing;

/// <summary>One line of a dialogue as the server saw it.</summary>
/// <param name="FromClient">true for what the client said, false for what the server said.</param>
/// <param name="Text">The line without its end; content stands as one line <c>[content: N octets]</c>.</param>
/// <param name="IsTls">The line was under TLS.</param>
public sealed record TranscriptLine(bool FromClient, string Text, bool IsTls)
{
    /// <summary>The line with <c>C: </c> or <c>S: </c> before it.</summary>
    public override string ToString() => (FromClient ? "C: " : "S: ") + Text;
}
