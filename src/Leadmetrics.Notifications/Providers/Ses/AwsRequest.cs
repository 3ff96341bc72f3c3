namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>A request as Signature Version 4 sees it.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">The path as it goes over the wire, percent-encoded once.</param>
/// <param name="Headers">The headers that are signed, each once; <c>host</c> and <c>x-amz-date</c> are among them.</param>
/// <param name="PayloadHash">SHA-256 of the body in lower-case hexadecimal.</param>
internal sealed record AwsRequest(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string PayloadHash)
{
    /// <summary>The query's names and values, not encoded.</summary>
    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];
}
