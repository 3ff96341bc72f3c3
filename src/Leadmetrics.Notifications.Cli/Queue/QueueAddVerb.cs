using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue add</c>: one message, or many of the same.</summary>
internal static class QueueAddVerb
{
    private const int MostMails = 10_000_000;

    // All of a piece are in the queue or none, and in memory at once.
    private const int Piece = 1_000;

    public static Command Create()
    {
        var tenant = new TenantOption();
        var database = new DatabaseOptions();
        var from = new Option<string?>("--from") { Description = "Another sender than the provider's, of a domain that the provider allows.", HelpName = "ADDRESS" };
        var message = new MessageOptions();
        var sendAt = new InstantOption("--send-at", "Not before this instant.");
        var expiresAt = new InstantOption("--expires-at", "Not tried any more after this instant; 72 hours after it may be sent where it is not given.");
        var key = new Option<string?>("--key") { Description = "A key that stands for this mail: added again under it, the first one's id is shown and nothing is queued. No secret.", HelpName = "TEXT" };
        var lane = OneOf.Option("--lane", "Transactional mail goes before the tenant's bulk mail; transactional where it is not given.", "transactional", "bulk");
        var count = WholeNumber.Option("--count", 1, MostMails, "Queues so many mails of the same content.");
        var command = new Command("add", "Puts a message of a tenant's into the queue, from which hosts with a worker (or lmn queue work) send it; prints the mail's id.");
        tenant.AddTo(command);
        command.Add(from);
        message.AddTo(command);
        sendAt.AddTo(command);
        expiresAt.AddTo(command);
        foreach (var option in (Option[])[key, lane, count]) command.Add(option);
        database.AddTo(command);
        return VerbRun.Of(command, (run, cancellationToken) =>
        {
            var content = message.Read(run);
            if (run.Get(from) is { } sender) content = content with { From = MessageOptions.Address(from.Name, sender) };
            if (run.Get(count) is > 1 && run.Get(key) is not null) throw Refusal.Usage(key.Name, "stands for one mail: it does not go with --count.");
            if (run.Get(key) is { Length: 0 or > QueueOptions.MaxIdempotencyKey }) throw Refusal.Usage(key.Name, $"is not 1 to {QueueOptions.MaxIdempotencyKey} characters.");
            var options = new QueueOptions
            {
                SendAt = sendAt.Read(run),
                ExpiresAt = expiresAt.Read(run),
                IdempotencyKey = run.Get(key),
                Lane = run.Get(lane) == "bulk" ? QueueLane.Bulk : QueueLane.Transactional,
            };
            return RunAsync(run, tenant.Read(run), content, options, run.Get(count) ?? 1, database.Read(run), cancellationToken);
        });
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, TenantId tenant, EmailMessage message, QueueOptions options, int count, Database database, CancellationToken cancellationToken)
    {
        await using var host = TenantHost.ForTenants(database, OperatorSwitches.ApplyPlatform);
        var mailer = host.GetRequiredService<ITenantMailer>();
        var ids = new List<Guid>();
        try
        {
            if (count == 1) Add([await mailer.QueueAsync(tenant, message, options, cancellationToken)]);
            while (ids.Count < count) Add(await mailer.QueueManyAsync(tenant, [.. Enumerable.Repeat(message, Math.Min(Piece, count - ids.Count))], options, cancellationToken));
        }
        catch (Exception) when (ids.Count > 0)
        {
            Terminal.Complain($"{ids.Count} of {Words.Of(count, "mail")} are in the queue; the rest is not.");
            throw;
        }

        if (count > 1) Terminal.Complain($"{Words.Of(count, "mail")} queued.");
        run.Terminal.Result(new JsonObject { ["queued"] = ids.Count, ["ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id.ToString())]) });
        return ExitCode.Done;

        void Add(IReadOnlyList<Guid> added)
        {
            ids.AddRange(added);
            if (run.Terminal.IsJson) return;
            foreach (var id in added) run.Terminal.Say(id.ToString());
        }
    }
}
