using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>Settings that look wrong.</summary>
internal sealed record WarningAnswer(string Field, Remedy Remedy, SuggestionAnswer? Suggestion)
{
    public static WarningAnswer Of(ProviderWarning warning) => new(warning.Field, warning.Remedy, SuggestionAnswer.Of(warning.Suggestion));
}
