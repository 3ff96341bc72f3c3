using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>The values of tags: enumerations in snake case, made once.</summary>
internal static class TelemetryWords
{
    public const string None = "none";
    public const string Cancelled = "cancelled";
    public const string Error = "error";
    public const string Loaded = "loaded";
    public const string Stale = "stale";
    public const string Failed = "failed";
    public const string Opened = "opened";
    public const string Passed = "passed";

    /// <summary>Of <see cref="TelemetryNames.Route"/>.</summary>
    public const string Tenant = "tenant";
    public const string Configured = "configured";
    public const string Platform = "platform";

    private static readonly string[] Outcomes = Words<SendOutcome>();
    private static readonly string[] Kinds = Words<FailureKind>();
    private static readonly string[] Phases = Words<SendPhase>();
    private static readonly string[] Recipients = Words<RecipientOutcome>();

    public static string Of(SendOutcome outcome) => Outcomes[(int)outcome];

    public static string Of(FailureKind kind) => Kinds[(int)kind];

    public static string Of(SendPhase phase) => Phases[(int)phase];

    public static string Of(RecipientOutcome outcome) => Recipients[(int)outcome];

    /// <summary>How many outcomes a recipient may have.</summary>
    public static int RecipientOutcomes => Recipients.Length;

    private static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(Snake)];

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLower(letter, CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
