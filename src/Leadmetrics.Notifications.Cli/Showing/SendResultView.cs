using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Shows what came of a send.</summary>
internal static class SendResultView
{
    public static void Show(Terminal terminal, EmailSendResult result)
    {
        terminal.Say($"{result.Outcome}{(result.Provider is null ? "" : $" by {result.Provider}")}{(result.MessageId is null ? "" : $", Message-ID <{result.MessageId}>")}");
        if (result.Recipients.Count > 0)
        {
            var listing = new Listing("RECIPIENT", "OUTCOME", "SERVER");
            foreach (var recipient in result.Recipients) listing.Add(recipient.Address, recipient.Outcome.ToString(), Text(recipient.Response));
            terminal.Show(listing);
        }

        if (result.ServerResponse is { } response && result.Failure is null) terminal.Say($"Server: {Text(response)}");
        if (result.Failure is not { } failure) return;
        Terminal.Complain($"Not delivered: {failure.Message}");
        if (failure.Outcome == SendOutcome.Uncertain) Terminal.Complain("It may have arrived: sending it again may make a second copy.");
        if (failure.RetryAfter is { } wait) Terminal.Complain($"To be tried again after {wait}.");
        if (failure.Remedy is { } remedy) Terminal.Complain(remedy.Sentence);
    }

    public static JsonObject ToJson(EmailSendResult result) => new()
    {
        ["outcome"] = Words.Of(result.Outcome),
        ["messageId"] = result.MessageId,
        ["provider"] = result.Provider,
        ["providerMessageId"] = result.ProviderMessageId,
        ["recipients"] = new JsonArray([.. result.Recipients.Select(ToJson)]),
        ["serverResponse"] = FailureView.ToJson(result.ServerResponse),
        ["failure"] = result.Failure is { } failure ? FailureView.ToJson(failure) : null,
    };

    private static JsonObject ToJson(EmailRecipientResult recipient) => new()
    {
        ["address"] = recipient.Address,
        ["outcome"] = Words.Of(recipient.Outcome),
        ["response"] = FailureView.ToJson(recipient.Response),
    };

    private static string Text(ServerResponse? response) =>
        response is null ? "" : string.Join(' ', new[] { $"{response.Code}", response.EnhancedCode, response.Text }.Where(part => !string.IsNullOrEmpty(part)));
}
