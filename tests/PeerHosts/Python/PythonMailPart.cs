using System.Text.Json.Serialization;

namespace Leadmetrics.Peers;

/// <summary>A part of a <see cref="PythonMail"/>, its transfer encoding undone.</summary>
/// <param name="ContentType">Such as <c>text/plain</c>.</param>
/// <param name="Charset">Null where none is named.</param>
/// <param name="Disposition"><c>attachment</c>, <c>inline</c> or null.</param>
/// <param name="FileName">Decoded, or null.</param>
/// <param name="ContentId">With its angle brackets, or null.</param>
/// <param name="TransferEncoding">In lower case.</param>
/// <param name="Text">Of a text part; else null.</param>
/// <param name="Bytes">Of any other part; else null.</param>
public sealed record PythonMailPart(
    string ContentType,
    string? Charset,
    string? Disposition,
    string? FileName,
    string? ContentId,
    string TransferEncoding,
    string? Text,
    [property: JsonPropertyName("base64")] byte[]? Bytes);
