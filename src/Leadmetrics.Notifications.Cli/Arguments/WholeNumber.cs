using System.CommandLine;
using System.Globalization;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class WholeNumber
{
    public static Option<int?> Option(string name, int least, int most, string description) => new(name)
    {
        Description = description,
        HelpName = string.Create(CultureInfo.InvariantCulture, $"{least}..{most}"),
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is not a whole number from {least} to {most}."));
            return null;
        },
    };

    public static Option<int?> Port(string name, string description) => Option(name, 1, 65535, description);
}
