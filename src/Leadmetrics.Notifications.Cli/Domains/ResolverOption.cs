using System.CommandLine;
using System.Net;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Hosting;

namespace Leadmetrics.Notifications.Cli.Domains;

/// <summary><c>--server</c>: whom to ask about a domain.</summary>
internal sealed class ResolverOption
{
    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "A resolver to ask, in place of the system's: ADDRESS or ADDRESS:PORT. May be repeated.",
        HelpName = "ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command) => command.Add(_servers);

    /// <exception cref="Refusal">One is no address.</exception>
    public void Apply(VerbRun run, NotificationsOptions options)
    {
        foreach (var server in run.Get(_servers) ?? [])
        {
            // A number alone would be read as an address.
            if (!server.AsSpan().ContainsAny('.', ':') || !IPEndPoint.TryParse(server, out var read) || read.Address.Equals(IPAddress.Any) || read.Address.Equals(IPAddress.IPv6Any)) throw Refusal.Usage(_servers.Name, "is neither an address nor of the form ADDRESS:PORT.");
            options.DomainCheck.Resolvers.Add(server);
        }
    }
}
