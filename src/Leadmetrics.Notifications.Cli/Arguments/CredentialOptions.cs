using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>How an SMTP account authenticates: <c>--user</c> with a password or a token, neither of them ever an argument.</summary>
internal sealed class CredentialOptions
{
    private const string PassEnv = "--pass-env";
    private const string PassStdin = "--pass-stdin";
    private const string TokenEnv = "--token-env";

    private readonly Option<string?> _user = new("--user") { Description = "The user name.", HelpName = "NAME" };
    private readonly Option<string?> _passEnv = new(PassEnv) { Description = "The variable that holds the password.", HelpName = "VAR" };
    private readonly Option<bool> _passStdin = new(PassStdin) { Description = "Reads the password from standard input: its first line." };
    private readonly Option<string?> _tokenEnv = new(TokenEnv) { Description = "The variable that holds an OAuth access token; takes the password's place.", HelpName = "VAR" };

    public void AddTo(Command command)
    {
        command.Add(_user);
        command.Add(_passEnv);
        command.Add(_passStdin);
        command.Add(_tokenEnv);
    }

    public bool ReadsStandardInput(VerbRun run) => run.Get(_passStdin);

    public async Task WriteAsync(VerbRun run, JsonObject config, CancellationToken cancellationToken)
    {
        var fromInput = run.Get(_passStdin);
        var token = SecretSource.FromVariable(TokenEnv, run.Get(_tokenEnv));
        var pass = SecretSource.FromVariable(PassEnv, run.Get(_passEnv));
        if ((fromInput ? 1 : 0) + (token is null ? 0 : 1) + (pass is null ? 0 : 1) > 1) throw Refusal.Usage(PassEnv, $"{PassStdin} and {TokenEnv} exclude each other.");
        if (fromInput) pass = await SecretSource.FromStandardInputAsync(PassStdin, cancellationToken);
        if (run.Get(_user) is { } user) config["user"] = user;
        if (pass is not null) config["pass"] = pass;
        if (token is not null) config["auth"] = new JsonObject { ["type"] = "oauth2", ["accessToken"] = token };
    }
}
