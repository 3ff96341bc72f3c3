using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Mail;

/// <summary><c>lmn send</c>: for a tenant, as its host would.</summary>
internal static class SendVerb
{
    public static Command Create()
    {
        var tenant = new TenantOption();
        var database = new DatabaseOptions();
        var from = new Option<string?>("--from") { Description = "Another sender than the provider's, of a domain that the provider allows.", HelpName = "ADDRESS" };
        var message = new MessageOptions();
        var command = new Command("send", "Sends a message for a tenant: through its own verified provider, else through the platform's SendGrid.");
        tenant.AddTo(command);
        command.Add(from);
        message.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, (run, cancellationToken) =>
        {
            var content = message.Read(run);
            if (run.Get(from) is { } sender) content = content with { From = MessageOptions.Address(from.Name, sender) };
            return RunAsync(run, tenant.Read(run), content, database.Read(run), cancellationToken);
        });
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, TenantId tenant, EmailMessage message, Database database, CancellationToken cancellationToken)
    {
        await using var host = TenantHost.ForTenants(database, OperatorSwitches.ApplyPlatform);
        var mailer = host.GetRequiredService<ITenantMailer>();
        var result = await Attempt.SendAsync(() => mailer.SendAsync(tenant, message, cancellationToken));
        SendResultView.Show(run.Terminal, result);
        if (result.Failure is { Kind: FailureKind.Configuration, Provider: null }) Terminal.Complain("Here the platform's default is SENDGRID_API_KEY with SENDGRID_FROM; lmn provider list shows the tenant's own.");
        run.Terminal.Result(SendResultView.ToJson(result));
        return Verdict.Of(result);
    }
}
