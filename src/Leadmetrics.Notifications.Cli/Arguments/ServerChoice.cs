using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>An SMTP server as it was typed, and what was permitted with it.</summary>
/// <param name="Config">Settings of an SMTP provider, secrets included.</param>
/// <param name="Host">The host as typed.</param>
/// <param name="Port">The port.</param>
internal sealed record ServerChoice(JsonObject Config, string Host, int Port)
{
    public bool AllowsPrivate { get; init; }

    public bool AllowsAnyCertificate { get; init; }

    public bool AllowsClearText { get; init; }

    /// <summary>A PEM file.</summary>
    public string? Authorities { get; init; }
}
