using System.CommandLine;
using System.Globalization;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>An option that takes an instant: a date and a time with their offset, or a time from now.</summary>
internal sealed class InstantOption(string name, string description)
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    private readonly Option<string?> _option = new(name) { Description = $"{description} Such as 2027-01-31T08:00Z, 2027-01-31T08:00+01:00, or +90s, +15m, +2h, +3d from now.", HelpName = "TIME" };

    public void AddTo(Command command) => command.Add(_option);

    /// <exception cref="Refusal">It is no instant.</exception>
    public DateTimeOffset? Read(VerbRun run) => run.Get(_option) is { } text ? Parse(text, run.TimeProvider) : null;

    private DateTimeOffset Parse(string text, TimeProvider timeProvider)
    {
        if (FromNow(text) is { } ahead) return timeProvider.GetUtcNow() + ahead;

        // Without an offset nobody knows whose clock is meant.
        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw Refusal.Usage(name, "is neither an instant with its offset, such as 2027-01-31T08:00Z, nor a time from now, such as +15m.");
    }

    private static TimeSpan? FromNow(string text)
    {
        if (text.Length < 3 || text[0] != '+' || !int.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 1_000_000) return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
