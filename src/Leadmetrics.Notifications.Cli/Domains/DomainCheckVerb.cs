using System.CommandLine;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Deliverability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Cli.Domains;

/// <summary><c>lmn domain check</c>.</summary>
internal static class DomainCheckVerb
{
    private static readonly Argument<string> Domain = new("domain") { Description = "The domain of From, for example example.com.", HelpName = "DOMAIN" };
    private static readonly Option<string[]> Selector = Several("--selector", "A DKIM selector to look for; none is guessed.", "NAME");
    private static readonly Option<string[]> Server = Several("--server", "A resolver to ask, in place of the system's: ADDRESS or ADDRESS:PORT.", "ADDRESS");
    private static readonly Option<string[]> Include = Several("--include", "What the SPF record has to include, for example sendgrid.net.", "DOMAIN");

    public static Command Create() => VerbRun.Of(
        new Command("check", "Looks up SPF, DKIM, DMARC and MX of a domain. Ends with 1 where something failed, with 3 where DNS did not answer.") { Domain, Selector, Server, Include },
        RunAsync);

    private static async Task<ExitCode> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        await using var host = Host(run.Get(Server) ?? []);
        var question = new DomainQuestion(run.Arguments.GetValue(Domain)!) { DkimSelectors = run.Get(Selector) ?? [], SpfIncludes = run.Get(Include) ?? [] };
        return DomainReportView.Show(run.Terminal, await Checker(host).CheckAsync(question, cancellationToken));
    }

    private static ServiceProvider Host(string[] servers)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options =>
        {
            foreach (var server in servers) options.DomainCheck.Resolvers.Add(server);
        });
        return services.BuildServiceProvider();
    }

    // Here the only options that are set were filled from --server.
    private static IDomainChecker Checker(ServiceProvider host)
    {
        try
        {
            return host.GetRequiredService<IDomainChecker>();
        }
        catch (OptionsValidationException)
        {
            throw Refusal.Usage("--server", "is neither an address nor of the form ADDRESS:PORT.");
        }
    }

    private static Option<string[]> Several(string name, string description, string value) =>
        new(name) { Description = description + " May be repeated.", HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
}
