using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Cli.Events;

/// <summary>Shows what became of a message.</summary>
internal static class HistoryView
{
    public static void Show(Terminal terminal, TenantId tenant, MessageHistory? history)
    {
        if (history is null)
        {
            terminal.Say($"Nothing was heard of such a message of {tenant}'s: it is younger than its first event, older than events are kept, or its provider sends none here.");
            return;
        }

        var recipients = new Listing("RECIPIENT", "STATUS", "REASON", "SINCE");
        foreach (var status in history.Recipients) recipients.Add(status.Recipient, Words.Of(status.Kind), Word(status.Reason), Words.Of(status.OccurredAt, ""));
        terminal.Show(recipients);
        terminal.Say("");
        var events = new Listing("AT", "EVENT", "RECIPIENT", "REASON", "CODE", "SAID");
        foreach (var one in history.Events) events.Add(Words.Of(one.OccurredAt, ""), Words.Of(one.Kind), one.Recipient, Word(one.Reason), $"{one.Code} {one.EnhancedCode}".Trim(), one.Detail ?? "");
        terminal.Show(events);
    }

    public static JsonObject ToJson(MessageHistory history) => new()
    {
        ["messageId"] = history.MessageId,
        ["recipients"] = new JsonArray([.. history.Recipients.Select(ToJson)]),
        ["events"] = new JsonArray([.. history.Events.Select(ToJson)]),
    };

    private static JsonObject ToJson(RecipientStatus status) => new()
    {
        ["recipient"] = status.Recipient,
        ["providerId"] = status.ProviderId?.ToString(),
        ["status"] = Words.Of(status.Kind),
        ["reason"] = Word(status.Reason),
        ["occurredAt"] = Words.Iso(status.OccurredAt),
    };

    private static JsonObject ToJson(DeliveryEvent one) => new()
    {
        ["kind"] = Words.Of(one.Kind),
        ["recipient"] = one.Recipient,
        ["provider"] = one.Provider,
        ["providerId"] = one.ProviderId?.ToString(),
        ["occurredAt"] = Words.Iso(one.OccurredAt),
        ["reason"] = Word(one.Reason),
        ["code"] = one.Code,
        ["enhancedCode"] = one.EnhancedCode,
        ["detail"] = one.Detail,
        ["url"] = one.Url,
    };

    private static string Word(DeliveryReason reason) => reason == DeliveryReason.None ? "" : Words.Of(reason);
}
