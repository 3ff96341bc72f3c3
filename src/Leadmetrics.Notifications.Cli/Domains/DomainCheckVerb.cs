using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
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

    private static readonly PresetOptions Preset = new("The SMTP service that sends for the domain, as lmn provider presets lists it: the SPF record has to include what it documents.");
    private static readonly Option<string?> Region = new("--region") { Description = "The preset's region.", HelpName = "REGION" };

    public static Command Create()
    {
        var command = new Command("check", "Looks up SPF, DKIM, DMARC and MX of a domain. Ends with 1 where something failed, with 3 where DNS did not answer.") { Domain, Selector, Server, Include, Region };
        Preset.AddTo(command);
        return VerbRun.Of(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        await using var host = Host(run.Get(Server) ?? []);
        var question = new DomainQuestion(run.Arguments.GetValue(Domain)!) { DkimSelectors = run.Get(Selector) ?? [], SpfIncludes = [.. run.Get(Include) ?? [], .. IncludeOf(run)] };
        return DomainReportView.Show(run.Terminal, await Checker(host).CheckAsync(question, cancellationToken));
    }

    private static IEnumerable<string> IncludeOf(VerbRun run)
    {
        var region = run.Get(Region);
        if (Preset.Read(run) is not { } preset) return region is null ? [] : throw Refusal.Usage("--region", "is given without a --preset.");
        if (region is not null && preset.FindRegion(region) is null) throw Refusal.Usage("--region", $"is none of the preset {preset.Id}'s.");
        return preset.SpfIncludeIn(region) is { } include ? [include] : throw Refusal.Usage("--preset", $"{preset.Id} documents no SPF include{(preset.Regions.Any(each => each.SpfInclude is not null) && region is null ? " without a --region" : "")}.");
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
