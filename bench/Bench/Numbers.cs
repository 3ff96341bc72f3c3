using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Leadmetrics.Bench;

/// <summary>Options that are whole numbers within bounds. A wrong one is a usage error that names the option and the bounds.</summary>
internal static class Numbers
{
    public static Option<int> Option(string name, int value, int least, int most, string description) => new(name)
    {
        DefaultValueFactory = _ => value,
        CustomParser = result => (int)Parse(result, name, least, most),
        Description = Invariant($"{description} {least} to {most}; {value} if not given."),
    };

    public static Option<long> Octets(string name, long value, long least, long most, string description) => new(name)
    {
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, name, least, most),
        Description = Invariant($"{description} {least} to {most}; {value} if not given."),
    };

    private static long Parse(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        result.AddError(Invariant($"{name} takes a whole number from {least} to {most}, not \"{text}\"."));
        return 0;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
