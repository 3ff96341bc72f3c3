using System.CommandLine;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Deliverability;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Domains;

/// <summary><c>lmn domain check</c>.</summary>
internal static class DomainCheckVerb
{
    private static readonly Argument<string> Domain = new("domain") { Description = "The domain of From, for example example.com.", HelpName = "DOMAIN" };
    private static readonly Option<string[]> Selector = Several("--selector", "A DKIM selector to look for; none is guessed.", "NAME");
    private static readonly ResolverOption Server = new();
    private static readonly Option<string[]> Include = Several("--include", "What the SPF record has to include, for example sendgrid.net.", "DOMAIN");

    private static readonly PresetOptions Preset = new("The SMTP service that sends for the domain, as lmn provider presets lists it: the SPF record has to include what it documents.");
    private static readonly Option<string?> Region = new("--region") { Description = "The preset's region.", HelpName = "REGION" };

    public static Command Create()
    {
        var command = new Command("check", "Looks up SPF, DKIM, DMARC and MX of a domain. Ends with 1 where something failed, with 3 where DNS did not answer.") { Domain, Selector, Include, Region };
        Server.AddTo(command);
        Preset.AddTo(command);
        return VerbRun.Of(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        await using var host = Host(run);
        var question = new DomainQuestion(run.Arguments.GetValue(Domain)!) { DkimSelectors = run.Get(Selector) ?? [], SpfIncludes = [.. run.Get(Include) ?? [], .. IncludeOf(run)] };
        return DomainReportView.Show(run.Terminal, await host.GetRequiredService<IDomainChecker>().CheckAsync(question, cancellationToken));
    }

    private static IEnumerable<string> IncludeOf(VerbRun run)
    {
        var region = run.Get(Region);
        if (Preset.Read(run) is not { } preset) return region is null ? [] : throw Refusal.Usage("--region", "is given without a --preset.");
        if (region is not null && preset.FindRegion(region) is null) throw Refusal.Usage("--region", $"is none of the preset {preset.Id}'s.");
        return preset.SpfIncludeIn(region) is { } include ? [include] : throw Refusal.Usage("--preset", $"{preset.Id} documents no SPF include{(preset.Regions.Any(each => each.SpfInclude is not null) && region is null ? " without a --region" : "")}.");
    }

    private static ServiceProvider Host(VerbRun run)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options => Server.Apply(run, options));
        return services.BuildServiceProvider();
    }

    private static Option<string[]> Several(string name, string description, string value) =>
        new(name) { Description = description + " May be repeated.", HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
}
