using System.Text;
using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>A file of definitions as it was read.</summary>
/// <param name="Format">How it is written.</param>
/// <param name="Text">What stands in it; may hold secrets.</param>
internal sealed partial record ImportFile(ImportFormat Format, string Text)
{
    /// <summary>What the argument is called in help and in errors.</summary>
    public const string Argument = "FILE";

    private const string StandardInput = "-";
    private const int MostBytes = 256 * 1024;

    /// <summary>Reads a file, or standard input for <c>-</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it is written, as <c>--format</c> says; <see langword="null"/>: the file's name tells.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Refusal">It is no file, cannot be read, is too large, or nothing tells its form.</exception>
    public static async Task<ImportFile> ReadAsync(string path, string? format, CancellationToken cancellationToken)
    {
        // The parser takes an option that it does not know for the file.
        if (path is ['-', _, ..]) throw Refusal.Usage(path.Split('=', 2)[0], "is not an option here; a secret is never an argument: write it into the file, or ${NAME} there for a variable that holds it.");

        // Whoever types a setting in the place of the file may have typed a secret: only its name is said.
        if (Assignment().Match(path) is { Success: true } typed) throw Refusal.Usage(Argument, $"is a setting, {typed.Groups[1].ValueSpan}: write it into the file that is imported, since a secret is never an argument.");
        if (path.Contains("://", StringComparison.Ordinal) || path.AsSpan().TrimStart() is ['{' or '[', ..] || path.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw Refusal.Usage(Argument, "is not the name of a file: write the definition into one, or pipe it into lmn import -, since a secret is never an argument.");
        }

        var read = FormatOf(path, format);
        return new ImportFile(read, await ReadTextAsync(path, cancellationToken));
    }

    public override string ToString() => $"{Format}";

    private static ImportFormat FormatOf(string path, string? format)
    {
        var name = Path.GetFileName(path);
        var word = format ?? (name.StartsWith(".env", StringComparison.OrdinalIgnoreCase) ? "env" : Path.GetExtension(name).TrimStart('.'));
        return word.ToUpperInvariant() switch
        {
            "YAML" or "YML" => ImportFormat.Yaml,
            "JSON" => ImportFormat.Json,
            "ENV" => ImportFormat.Env,
            _ => throw Refusal.Usage("--format", "is missing: the file's name tells none of yaml, json, env."),
        };
    }

    private static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            if (length > MostBytes) throw Refusal.Configuration(Argument, "is larger than 256 KiB.");
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Refusal.Configuration(Argument, "is not text in UTF-8.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Configuration(Argument, $"cannot be read: {unreadable.Message}");
        }
    }

    [GeneratedRegex(@"\A([A-Za-z_][A-Za-z0-9_.-]*)=", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();
}
