using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue dead</c>.</summary>
internal static class QueueDeadVerb
{
    private const int Page = 1_000;

    public static Command Create()
    {
        var most = WholeNumber.Option("--most", 1, 1_000_000, "How many at most; 100 where it is not said.");
        var command = new Command("dead", "Lists a tenant's dead letters, the latest first: why they are not tried any more, and the server's words.") { most };
        return QueueVerb.Of(command, async (run, queue, tenant, cancellationToken) =>
        {
            var dead = await ReadAsync(queue, tenant, run.Get(most) ?? 100, cancellationToken);
            Show(run.Terminal, tenant, dead);
            run.Terminal.Result(new JsonObject { ["dead"] = new JsonArray([.. dead.Select(ToJson)]) });
            return ExitCode.Done;
        });
    }

    private static async Task<IReadOnlyList<DeadLetter>> ReadAsync(IMailQueue queue, TenantId tenant, int most, CancellationToken cancellationToken)
    {
        var dead = new List<DeadLetter>();
        while (dead.Count < most)
        {
            var size = Math.Min(most - dead.Count, Page);
            var page = await queue.ListDeadAsync(tenant, dead.Count == 0 ? null : dead[^1].Cursor, size, cancellationToken);
            dead.AddRange(page);
            if (page.Count < size) break;
        }

        return dead;
    }

    private static void Show(Terminal terminal, TenantId tenant, IReadOnlyList<DeadLetter> dead)
    {
        if (dead.Count == 0)
        {
            terminal.Say($"{tenant} has no dead letters.");
            return;
        }

        var listing = new Listing("ID", "DIED", "REASON", "TRIES", "KIND", "CODE", "SAID");
        foreach (var letter in dead)
        {
            listing.Add(
                letter.Id.ToString(), Words.Of(letter.DiedAt, ""), Words.Of(letter.Reason), letter.Attempts.ToString(CultureInfo.InvariantCulture), letter.Kind is { } kind ? Words.Of(kind) : "",
                letter.Code?.ToString(CultureInfo.InvariantCulture) ?? "", letter.Text ?? "");
        }

        terminal.Show(listing);
    }

    private static JsonObject ToJson(DeadLetter letter) => new()
    {
        ["id"] = letter.Id.ToString(),
        ["messageId"] = letter.MessageId,
        ["diedAt"] = Words.Iso(letter.DiedAt),
        ["reason"] = Words.Of(letter.Reason),
        ["attempts"] = letter.Attempts,
        ["kind"] = letter.Kind is { } kind ? Words.Of(kind) : null,
        ["code"] = letter.Code,
        ["text"] = letter.Text,
    };
}
