using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>Which SMTP server to talk to, and how.</summary>
internal sealed class ServerOptions
{
    private const int DefaultPort = 587;
    private const int ImplicitTlsPort = 465;

    private readonly Option<string?> _host = new("--host") { Description = "The server's name; the preset's where there is one.", HelpName = "HOST" };
    private readonly Option<int?> _port = WholeNumber.Port("--port", $"The port; the preset's or {DefaultPort} where it is not given.");
    private readonly Option<string?> _tls = OneOf.Option(
        "--tls", "How TLS is spoken; where it is not given: implicit on port 465, else starttls.", "implicit", "starttls", "opportunistic", "none");

    private readonly Option<bool> _allowPrivate = new("--allow-private") { Description = "Permits hosts on this machine and in private networks." };
    private readonly Option<bool> _insecureCertificate = new("--insecure-cert") { Description = "Takes any certificate." };
    private readonly Option<string?> _authorities = new("--ca") { Description = "A PEM file of certificate authorities to trust beside the system's.", HelpName = "FILE" };
    private readonly Option<string?> _ehlo = new("--ehlo") { Description = "The name that EHLO says.", HelpName = "NAME" };
    private readonly CredentialOptions _credentials = new();
    private readonly PresetOptions _preset = new();
    private readonly Option<string?> _region = new("--region") { Description = "With --preset: the service's region.", HelpName = "REGION" };

    public void AddTo(Command command)
    {
        _preset.AddTo(command);
        command.Add(_region);
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
        var config = new JsonObject();
        await _credentials.WriteAsync(run, config, cancellationToken);
        var (host, port, secure) = ReadPlace(run, config);
        var mode = run.Get(_tls) ?? (secure ? "implicit" : "starttls");
        var tls = new JsonObject { ["mode"] = mode };
        if (run.Get(_insecureCertificate)) tls["rejectUnauthorized"] = false;
        (config["host"], config["port"], config["tls"]) = (host, port, tls);
        if (run.Get(_ehlo) is { } ehlo) config["name"] = ehlo;
        return new ServerChoice(config, host, port)
        {
            AllowsPrivate = run.Get(_allowPrivate),
            AllowsAnyCertificate = run.Get(_insecureCertificate),
            AllowsClearText = mode is "none" or "opportunistic",
            Authorities = run.Get(_authorities),
        };
    }

    // Where the server is, and whether TLS is spoken there from the first byte. A preset's fixed user stands for a password's, not for nobody's.
    private (string Host, int Port, bool Secure) ReadPlace(VerbRun run, JsonObject config)
    {
        var place = new JsonObject { ["host"] = run.Get(_host), ["port"] = run.Get(_port) };
        if (_preset.Read(run) is { } preset) PresetOptions.Fill(preset, place, run.Get(_region));
        else if (run.Get(_region) is not null) throw Refusal.Usage(_region.Name, "goes with --preset.");
        if (config["pass"] is not null && config["user"] is null && place["user"] is { } user) config["user"] = user.DeepClone();
        var host = place["host"]?.GetValue<string>() ?? throw Refusal.Usage(_host.Name, "is missing: give it, or a --preset.");
        var port = place["port"]?.GetValue<int>() ?? DefaultPort;
        return (host, port, place["secure"]?.GetValue<bool>() ?? port == ImplicitTlsPort);
    }
}
