using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Shows what looks wrong in settings.</summary>
internal static class WarningView
{
    public static void Show(IEnumerable<ProviderWarning> warnings)
    {
        foreach (var warning in warnings) Terminal.Complain($"Warning, {warning.Field}: {warning.Remedy.Sentence}{SuggestionView.Say(warning.Suggestion)}");
    }

    public static JsonArray ToJson(IEnumerable<ProviderWarning> warnings) => new([.. warnings.Select(ToJson)]);

    private static JsonObject ToJson(ProviderWarning warning) => new()
    {
        ["field"] = warning.Field,
        ["code"] = warning.Remedy.Code,
        ["sentence"] = warning.Remedy.Sentence,
        ["suggestion"] = SuggestionView.ToJson(warning.Suggestion),
    };
}
