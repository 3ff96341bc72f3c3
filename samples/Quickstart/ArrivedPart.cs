namespace Quickstart;

/// <summary>A part of a mail that arrived; its size in bytes, decoded.</summary>
internal sealed record ArrivedPart(string Type, string? FileName, long Size)
{
    public override string ToString() => $"{Type}{(FileName is null ? "" : $" {FileName}")} ({Size} bytes)";
}
