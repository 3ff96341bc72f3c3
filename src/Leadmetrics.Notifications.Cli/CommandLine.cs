using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Domains;
using Leadmetrics.Notifications.Cli.Erasing;
using Leadmetrics.Notifications.Cli.Events;
using Leadmetrics.Notifications.Cli.Importing;
using Leadmetrics.Notifications.Cli.Keys;
using Leadmetrics.Notifications.Cli.Mail;
using Leadmetrics.Notifications.Cli.Queue;
using Leadmetrics.Notifications.Cli.Rows;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Servers;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Cli.Suppressing;

namespace Leadmetrics.Notifications.Cli;

/// <summary>All verbs under one root, and how their arguments are read.</summary>
internal static class CommandLine
{
    private const string Description = """
        lmn: probe, send, queue, keys, databases, providers and their import, suppressions, events, domains and erasure of Leadmetrics.Notifications.

        Environment:
          LMN_DB                  the database: postgres:CONNECTION or sqlite:FILE
          LMN_KEY                 the active key, as lmn key new makes it: base64, or id:base64 where hosts give it an id
          LMN_OLD_KEYS            keys that open what was sealed under them before, separated by commas
          LMN_COMPROMISED_KEYS    keys that open nothing; lmn key rotate encrypts anew what is left under them
          SENDGRID_API_KEY, SENDGRID_FROM
                                  the platform's SendGrid account, for tenants without a verified provider
          SENDGRID_BASE_ADDRESS   another address of SendGrid's API, for a fake or a recording proxy
          SES_BASE_ADDRESS        the same of Amazon SES's API
          LMN_ALLOW_LOOPBACK=1    lets tenants' providers be on this machine; further switches: LMN_ALLOWED_HOSTS,
                                  LMN_ALLOWED_NETWORKS, LMN_ALLOWED_PORTS, LMN_CLEAR_TEXT_HOSTS, LMN_ANY_CERTIFICATE_HOSTS,
                                  LMN_TRUSTED_ROOTS (a PEM file)
          LMN_REDIRECT_TO         an address that gets all mail in place of its recipients, but for those of
                                  LMN_REDIRECT_ALLOWED_DOMAINS
          LMN_CAPTURE_ALL_TO      smtp://host:port of a catcher that gets all mail in place of the providers' servers

        Exit codes: 0 done, 1 delivery or verification failed, 2 usage, 3 configuration, 4 uncertain (do not resend blindly).
        """;

    // How long a verb may take to wind up after Ctrl+C before the process ends all the same.
    private static readonly TimeSpan WindUp = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create();

        // Without response files: an argument that begins with @ is that argument.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (UsageErrors.Of(parsed) is { Count: > 0 } errors) return (int)UsageErrors.Show(new Terminal(args.Contains(JsonOption.Name)), errors, parsed);
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = parsed.CommandResult.Command.Name == QueueWorkVerb.Name ? QueueWorkVerb.WindUp : WindUp });
    }

    /// <summary>All verbs; docs/cli.md is made of them.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand(Description)
        {
            new Command("smtp", "Talks to an SMTP server that is named on the command line.") { ProbeVerb.Create(), SmtpSendVerb.Create() },
            new Command("key", "Keys that seal providers' settings.") { KeyNewVerb.Create(), KeyRotateVerb.Create() },
            new Command("db", "The database that holds tenants' providers.") { MigrateVerb.Create(), StatusVerb.Create() },
            new Command("provider", "Tenants' providers.")
            {
                PresetsVerb.Create(), AddVerb.Create(), ListVerb.Create(), ShowVerb.Create(), TestVerb.Create(), DomainVerb.Create(), WebhookVerb.Create(), EnablingVerb.Create(enable: true), EnablingVerb.Create(enable: false), RemoveVerb.Create(),
            },
            ImportVerb.Create(),
            new Command("domain", "What DNS says of a domain that sends mail.") { DomainCheckVerb.Create() },
            new Command("suppression", "Who gets no more mail of a tenant's.") { SuppressionListVerb.Create(), SuppressionAddVerb.Create(), SuppressionRemoveVerb.Create() },
            EventsVerb.Create(),
            new Command("erase", "Removes what is stored of a tenant or of a recipient, for good.") { EraseTenantVerb.Create(), EraseRecipientVerb.Create() },
            SendVerb.Create(),
            new Command("queue", "The queue of tenants' mail.")
            {
                QueueAddVerb.Create(), QueueStatusVerb.Create(), QueueDeadVerb.Create(), QueueRequeueVerb.Create(), QueueCancelVerb.Create(), QueueSettleVerb.Create(),
                QueuePausingVerb.Create(pause: true), QueuePausingVerb.Create(pause: false), QueueBreakersVerb.Create(), QueueWorkVerb.Create(),
            },
        };
        root.Add(HelpVerb.Create(root));
        root.Options.Add(JsonOption.Instance);
        return root;
    }
}
