namespace Quickstart;

/// <summary>A mail as it was found where it was sent to.</summary>
internal sealed record Arrived(string From, string To, string Subject, IReadOnlyList<ArrivedPart> Parts)
{
    /// <summary>Whether text, HTML and the attachment came as they were sent.</summary>
    public bool IsWhole =>
        Parts.Any(part => part is { Type: "text/plain", FileName: null, Size: > 0 })
        && Parts.Any(part => part is { Type: "text/html", FileName: null, Size: > 0 })
        && Parts.Any(part => part.FileName == Invoice.FileName && part.Size == Invoice.File.Length);
}
