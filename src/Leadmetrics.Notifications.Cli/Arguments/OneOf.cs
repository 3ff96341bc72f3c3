using System.CommandLine;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>Options that take one of a few words.</summary>
internal static class OneOf
{
    public static Option<string?> Option(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                if (result.Tokens.Count == 1 && words.Contains(result.Tokens[0].Value, StringComparer.Ordinal)) return result.Tokens[0].Value;
                result.AddError($"{name} is none of {string.Join(", ", words)}.");
                return null;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }
}
