using System.Text.RegularExpressions;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>Reads secrets from where other users and the shell's history do not see them.</summary>
internal static partial class SecretSource
{
    /// <summary>The value of the variable that an option names.</summary>
    public static string? FromVariable(string option, string? variable)
    {
        if (variable is null) return null;

        // What is no variable's name may be the secret itself, typed in the wrong place: it is not repeated.
        if (!VariableName().IsMatch(variable)) throw Refusal.Usage(option, "takes the name of an environment variable, not a value.");
        var value = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(value) ? throw Refusal.Configuration(option, $"names the variable {variable}, which is not set.") : value;
    }

    /// <summary>The first line of standard input.</summary>
    public static async Task<string> FromStandardInputAsync(string option, CancellationToken cancellationToken)
    {
        var line = await Console.In.ReadLineAsync(cancellationToken);
        return string.IsNullOrEmpty(line) ? throw Refusal.Configuration(option, "found nothing on standard input.") : line;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
