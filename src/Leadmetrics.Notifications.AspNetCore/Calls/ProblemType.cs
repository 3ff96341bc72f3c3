namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>A kind of problem (RFC 9457) with its stable URI.</summary>
/// <param name="Name">The last part of the URI.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is, in a few words that never change.</param>
internal sealed record ProblemType(string Name, int Status, string Title)
{
    private const string Prefix = "urn:leadmetrics:notifications:";

    public string Uri => Prefix + Name;
}
