using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue breakers</c>: of a tenant's accounts or of the platform's. No key is needed.</summary>
internal static class QueueBreakersVerb
{
    public static Command Create()
    {
        var tenant = new TenantOption("The tenant whose accounts are meant.");
        var platform = new Option<bool>("--platform") { Description = "The platform's account is meant." };
        var close = new Option<string?>("--close") { Description = "Closes this account's breaker, as the list names it, so that mail goes through it again; ends with 1 where it was not open.", HelpName = "ACCOUNT" };
        var database = new DatabaseOptions();
        var command = new Command("breakers", "Shows which accounts are not called for the time being, why and how long; or closes a breaker, for example when the platform's key was changed.");
        tenant.AddTo(command);
        command.Add(platform);
        command.Add(close);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var owner = tenant.ReadIfGiven(run);
            if (run.Get(platform) == owner is not null) throw Refusal.Usage(platform.Name, "or --tenant has to be given, one of them.");
            if (run.Get(close) is { Length: 0 }) throw Refusal.Usage(close.Name, "is empty.");
            await using var host = TenantHost.ForMigrations(database.Read(run));
            var queue = host.GetRequiredService<IMailQueue>();
            return run.Get(close) is { } account ? await CloseAsync(run, queue, owner, account, cancellationToken) : await ListAsync(run, queue, owner, cancellationToken);
        });
    }

    private static async Task<ExitCode> CloseAsync(VerbRun run, IMailQueue queue, TenantId? owner, string account, CancellationToken cancellationToken)
    {
        var closed = await queue.CloseBreakerAsync(new AccountKey(owner?.Value ?? "", account), cancellationToken);
        run.Terminal.Say(closed ? "Closed: workers call the account again within half a minute." : $"{NameOf(owner)} has no such account whose breaker is open.");
        run.Terminal.Result(new JsonObject { ["closed"] = closed });
        return closed ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<ExitCode> ListAsync(VerbRun run, IMailQueue queue, TenantId? owner, CancellationToken cancellationToken)
    {
        var breakers = await queue.ListBreakersAsync(owner, cancellationToken);
        if (breakers.Count == 0) run.Terminal.Say($"{NameOf(owner)} has no account whose breaker is open.");
        else Show(run.Terminal, breakers);
        run.Terminal.Result(new JsonObject { ["breakers"] = new JsonArray([.. breakers.Select(ToJson)]) });
        return ExitCode.Done;
    }

    private static string NameOf(TenantId? owner) => owner is { } tenant ? tenant.Value : "The platform";

    private static void Show(Terminal terminal, IReadOnlyList<Breaker> breakers)
    {
        var listing = new Listing("ACCOUNT", "OPENED", "TIMES", "KIND", "TRIED AGAIN", "SAID");
        foreach (var breaker in breakers)
        {
            listing.Add(
                breaker.Account.Account, Words.Of(breaker.OpenedAt, ""), breaker.Step.ToString(CultureInfo.InvariantCulture), Words.Of(breaker.Kind), Until(breaker.RetryIn), breaker.Text ?? "");
        }

        terminal.Show(listing);
    }

    private static string Until(TimeSpan? wait) => wait switch
    {
        null => "once it is edited",
        { } left when left > TimeSpan.Zero => $"in {QueueStatusView.Age(left)}",
        _ => "with the next mail",
    };

    private static JsonObject ToJson(Breaker breaker) => new()
    {
        ["account"] = breaker.Account.Account,
        ["openedAt"] = Words.Iso(breaker.OpenedAt),
        ["times"] = breaker.Step,
        ["kind"] = Words.Of(breaker.Kind),
        ["retryInSeconds"] = breaker.RetryIn is { } wait ? Math.Round(Math.Max(0, wait.TotalSeconds), 3) : null,
        ["text"] = breaker.Text,
    };
}
