using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>One broken set-up: where the account points, what stands there, and what the verification has to say of it.</summary>
/// <param name="Name">What is wrong, in words.</param>
/// <param name="Host">The host that was typed.</param>
/// <param name="Port">The port that was typed.</param>
/// <param name="Stage">Where it has to fail.</param>
/// <param name="Kind">The failure's kind.</param>
/// <param name="Remedy">The remedy's code.</param>
internal sealed record SetUp(string Name, string Host, int Port, VerificationStage Stage, FailureKind Kind, string Remedy)
{
    /// <summary>Settings beyond host and port, as JSON.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>Who lives at the host; nobody: every port refuses.</summary>
    public Action<Street> Build { get; init; } = static _ => { };

    /// <summary>How far the verification goes.</summary>
    public VerificationOptions Options { get; init; } = VerificationOptions.Default;

    public override string ToString() => Name;
}
