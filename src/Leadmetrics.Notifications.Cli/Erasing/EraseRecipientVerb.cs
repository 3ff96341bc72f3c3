using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Cli.Erasing;

/// <summary><c>lmn erase recipient</c>.</summary>
internal static class EraseRecipientVerb
{
    private const string Address = "--address";

    public static Command Create()
    {
        var address = new Option<string>(Address) { Description = "The recipient's address; case does not matter, nor in which form its domain is.", HelpName = "ADDRESS", Required = true };
        var command = new Command("recipient", "Removes what is stored of a recipient of a tenant's, for good.") { address };
        return EraseVerb.Of(
            command,
            (run, tenant) =>
            {
                Read(run, address);
                return $"what became of {tenant}'s mails to the address, its entries of the suppression list (it may be mailed again), and what others' events, entries and last errors of providers say of it";
            },
            async (run, store, tenant, cancellationToken) =>
            {
                var erased = await store.EraseRecipientAsync(tenant, Read(run, address), cancellationToken);
                run.Terminal.Say($"Erased the recipient: {erased.Events} delivery events, {erased.Suppressions} entries of the suppression list; {erased.LastErrors} last errors and {erased.Texts} texts of others held the address.");
                run.Terminal.Result(new JsonObject
                {
                    ["erased"] = new JsonObject { ["tenant"] = tenant.Value, ["lastErrors"] = erased.LastErrors, ["events"] = erased.Events, ["suppressions"] = erased.Suppressions, ["texts"] = erased.Texts },
                });
                return ExitCode.Done;
            });
    }

    private static RecipientTrace Read(VerbRun run, Option<string> address)
    {
        try
        {
            return RecipientTrace.Of(new EmailAddress(run.Get(address) ?? "") { AllowQuotedLocalPart = true });
        }
        catch (EmailMessageException wrong)
        {
            throw Refusal.Usage(Address, $"{wrong.Reason}.");
        }
    }
}
