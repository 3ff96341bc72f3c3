using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Writes the facts of a failure for programs.</summary>
internal static class FailureView
{
    public static JsonObject ToJson(EmailFailure failure) => new()
    {
        ["kind"] = Words.Of(failure.Kind),
        ["phase"] = Words.Of(failure.Phase),
        ["outcome"] = Words.Of(failure.Outcome),
        ["isTransient"] = failure.IsTransient,
        ["message"] = failure.Message,
        ["retryAfterSeconds"] = failure.RetryAfter?.TotalSeconds,
        ["response"] = ToJson(failure.Response),
        ["remedy"] = failure.Remedy is { } remedy ? new JsonObject { ["code"] = remedy.Code, ["sentence"] = remedy.Sentence } : null,
    };

    public static JsonObject? ToJson(ServerResponse? response) =>
        response is null ? null : new JsonObject { ["code"] = response.Code, ["enhancedCode"] = response.EnhancedCode, ["text"] = response.Text };
}
