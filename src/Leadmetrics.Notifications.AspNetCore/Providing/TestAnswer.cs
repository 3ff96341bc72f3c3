using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>What a test found, as a tenant may see it.</summary>
internal sealed record TestAnswer
{
    public required bool Verified { get; init; }

    /// <summary><c>ok, blocked, dns, connect, tls, auth, protocol</c> or <c>configuration</c>.</summary>
    public required string Outcome { get; init; }

    public required IReadOnlyList<StageAnswer> Stages { get; init; }

    public required FailureAnswer? Failure { get; init; }

    public required Remedy? Advice { get; init; }

    public required ProviderAnswer Provider { get; init; }

    public static TestAnswer Of(ProviderTestResult result)
    {
        var report = result.Report.ForTenant();
        return new TestAnswer
        {
            Verified = result.Verified,
            Outcome = report.Summary,
            Stages = [.. report.Stages.Select(StageAnswer.Of)],
            Failure = report.Failure is { } failure ? FailureAnswer.Of(failure) : null,
            Advice = report.Advice,
            Provider = ProviderAnswer.Of(result.Provider),
        };
    }
}
