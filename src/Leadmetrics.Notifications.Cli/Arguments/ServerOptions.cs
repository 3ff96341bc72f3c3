using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>Which SMTP server to talk to, and how.</summary>
internal sealed class ServerOptions
{
    private const int DefaultPort = 587;
    private const int ImplicitTlsPort = 465;

    private readonly Option<string> _host = new("--host") { Description = "The server's name.", HelpName = "HOST", Required = true };
    private readonly Option<int?> _port = WholeNumber.Port("--port", $"The port; {DefaultPort} where it is not given.");
    private readonly Option<string?> _tls = OneOf.Option(
        "--tls", "How TLS is spoken; where it is not given: implicit on port 465, else starttls.", "implicit", "starttls", "opportunistic", "none");

    private readonly Option<bool> _allowPrivate = new("--allow-private") { Description = "Permits hosts on this machine and in private networks." };
    private readonly Option<bool> _insecureCertificate = new("--insecure-cert") { Description = "Takes any certificate." };
    private readonly Option<string?> _authorities = new("--ca") { Description = "A PEM file of certificate authorities to trust beside the system's.", HelpName = "FILE" };
    private readonly Option<string?> _ehlo = new("--ehlo") { Description = "The name that EHLO says.", HelpName = "NAME" };
    private readonly CredentialOptions _credentials = new();

    public void AddTo(Command command)
    {
        command.Add(_host);
        command.Add(_port);
        command.Add(_tls);
        _credentials.AddTo(command);
        command.Add(_allowPrivate);
        command.Add(_insecureCertificate);
        command.Add(_authorities);
        command.Add(_ehlo);
    }

    /// <summary>The server as settings of a provider, and what the operator permits it.</summary>
    public async Task<ServerChoice> ReadAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var host = run.Get(_host)!;
        var port = run.Get(_port) ?? DefaultPort;
        var mode = run.Get(_tls) ?? (port == ImplicitTlsPort ? "implicit" : "starttls");
        var tls = new JsonObject { ["mode"] = mode };
        if (run.Get(_insecureCertificate)) tls["rejectUnauthorized"] = false;
        var config = new JsonObject { ["host"] = host, ["port"] = port, ["tls"] = tls };
        if (run.Get(_ehlo) is { } ehlo) config["name"] = ehlo;
        await _credentials.WriteAsync(run, config, cancellationToken);
        return new ServerChoice(config, host, port)
        {
            AllowsPrivate = run.Get(_allowPrivate),
            AllowsAnyCertificate = run.Get(_insecureCertificate),
            AllowsClearText = mode is "none" or "opportunistic",
            Authorities = run.Get(_authorities),
        };
    }
}
