namespace Leadmetrics.Peers;

/// <summary>A message as Python's own <c>email</c> package reads it.</summary>
/// <param name="Subject">Decoded; null if there is none.</param>
/// <param name="From">Decoded.</param>
/// <param name="To">Decoded.</param>
/// <param name="Cc">Decoded.</param>
/// <param name="ContentType">Of the whole message, such as <c>multipart/mixed</c>.</param>
/// <param name="Headers">All of them, decoded, in order.</param>
/// <param name="Parts">Every part that is not a container, in order.</param>
/// <param name="Defects">What Python found wrong; a good message has none.</param>
public sealed record PythonMail(
    string? Subject,
    IReadOnlyList<PythonMailAddress> From,
    IReadOnlyList<PythonMailAddress> To,
    IReadOnlyList<PythonMailAddress> Cc,
    string ContentType,
    IReadOnlyList<PythonMailHeader> Headers,
    IReadOnlyList<PythonMailPart> Parts,
    IReadOnlyList<string> Defects);
