using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary>A provider's settings: from a file, from options, or from a file with options laid over it.</summary>
internal sealed class SettingsOptions
{
    private const string StandardInput = "-";
    private const int MostBytes = 64 * 1024;
    private static readonly string[] SendGridRegions = ["global", "eu"];

    private readonly Option<string?> _file = new("--config-file") { Description = "A JSON file of settings; - reads standard input. Options given beside it win.", HelpName = "FILE" };
    private readonly Option<string?> _host = new("--host") { Description = "SMTP: the server's name.", HelpName = "HOST" };
    private readonly Option<int?> _port = WholeNumber.Port("--port", "SMTP: the port; 587 where it is not given.");
    private readonly Option<string?> _secure = OneOf.Option("--secure", "SMTP: whether TLS is spoken from the first byte (port 465); else STARTTLS is demanded.", "true", "false");
    private readonly CredentialOptions _credentials = new();
    private readonly Option<string?> _apiKeyEnv = new("--api-key-env") { Description = "SendGrid: the variable that holds the API key.", HelpName = "VAR" };
    private readonly Option<string?> _accessKeyId = new("--access-key-id") { Description = "Amazon SES: the id of the access key.", HelpName = "ID" };
    private readonly Option<string?> _secretAccessKeyEnv = new("--secret-access-key-env") { Description = "Amazon SES: the variable that holds the secret access key of IAM.", HelpName = "VAR" };
    private readonly Option<string?> _sessionTokenEnv = new("--session-token-env") { Description = "Amazon SES: the variable that holds a temporary key's session token.", HelpName = "VAR" };
    private readonly Option<string?> _region = new("--region") { Description = "With --preset: the service's region. SendGrid: the account's, global or eu. Amazon SES: the account's, for example eu-west-1.", HelpName = "REGION" };
    private readonly PresetOptions _preset = new();
    private readonly Option<string?> _from = new("--from") { Description = "The sender: an address, or 'Name <address>'.", HelpName = "ADDRESS" };

    public void AddTo(Command command)
    {
        _preset.AddTo(command);
        command.Add(_host);
        command.Add(_port);
        command.Add(_secure);
        _credentials.AddTo(command);
        command.Add(_apiKeyEnv);
        command.Add(_accessKeyId);
        command.Add(_secretAccessKeyEnv);
        command.Add(_sessionTokenEnv);
        command.Add(_region);
        command.Add(_from);
        command.Add(_file);
    }

    /// <summary>The kind of provider, which a preset tells by itself.</summary>
    public string ReadProvider(VerbRun run, string? word)
    {
        if (_preset.Read(run) is null) return word ?? throw Refusal.Usage("--provider", $"is missing: give {string.Join(", ", ProviderWords.All)}, or a --preset.");
        return word is null or ProviderWords.Smtp ? ProviderWords.Smtp : throw Refusal.Usage("--provider", "is not smtp, and a --preset is of an SMTP service.");
    }

    public async Task<ReadOnlyMemory<byte>> ReadAsync(VerbRun run, string word, CancellationToken cancellationToken)
    {
        if (run.Get(_file) == StandardInput && _credentials.ReadsStandardInput(run)) throw Refusal.Usage("--pass-stdin", "and --config-file - both want standard input.");
        var config = run.Get(_file) is { } file ? await ReadFileAsync(file, cancellationToken) : [];
        if (run.Get(_host) is { } host) config["host"] = host;
        if (run.Get(_port) is { } port) config["port"] = port;
        if (run.Get(_secure) is { } secure) config["secure"] = secure == "true";
        await _credentials.WriteAsync(run, config, cancellationToken);
        if (SecretSource.FromVariable(_apiKeyEnv.Name, run.Get(_apiKeyEnv)) is { } apiKey) config["apiKey"] = apiKey;
        if (run.Get(_accessKeyId) is { } accessKeyId) config["accessKeyId"] = accessKeyId;
        if (SecretSource.FromVariable(_secretAccessKeyEnv.Name, run.Get(_secretAccessKeyEnv)) is { } secretAccessKey) config["secretAccessKey"] = secretAccessKey;
        if (SecretSource.FromVariable(_sessionTokenEnv.Name, run.Get(_sessionTokenEnv)) is { } sessionToken) config["sessionToken"] = sessionToken;
        var preset = _preset.Read(run);
        var region = run.Get(_region);
        if (preset is not null) PresetOptions.Fill(preset, config, region);
        else if (region is not null) config["region"] = OwnRegion(word, region);
        if (run.Get(_from) is { } text)
        {
            var from = MessageOptions.Sender(_from.Name, text);
            config["fromAddress"] = from.Address;
            config["fromName"] = from.Name;
        }

        return Encoding.UTF8.GetBytes(config.ToJsonString());
    }

    // SMTP settings have no such property: it would be kept, and do nothing.
    private string OwnRegion(string word, string region) => word switch
    {
        ProviderWords.Smtp => throw Refusal.Usage(_region.Name, "goes with --preset."),
        ProviderWords.SendGrid when !SendGridRegions.Contains(region) => throw Refusal.Usage(_region.Name, $"is none of {string.Join(", ", SendGridRegions)}."),
        _ => region,
    };

    private static async Task<JsonObject> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await ReadBytesAsync(file, cancellationToken);
            return JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw Refusal.Configuration("--config-file", "is not a JSON object.");
        }
        catch (JsonException malformed)
        {
            // Its own message may quote the file, and so a secret.
            throw Refusal.Configuration("--config-file", $"is not valid JSON (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}).");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Configuration("--config-file", $"cannot be read: {unreadable.Message}");
        }
    }

    private static async Task<byte[]> ReadBytesAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
        var bytes = new byte[MostBytes + 1];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes) throw Refusal.Configuration("--config-file", "is larger than 64 KiB.");
        return bytes.AsSpan(0, length).ToArray();
    }
}
