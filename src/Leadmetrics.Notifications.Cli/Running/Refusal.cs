namespace Leadmetrics.Notifications.Cli.Running;

/// <summary>A verb was not carried out, for a reason that its caller can mend.</summary>
/// <param name="exitCode">What the process ends with.</param>
/// <param name="field">The option or variable that is wrong.</param>
/// <param name="reason">A phrase that follows the field; holds no secret.</param>
internal sealed class Refusal(ExitCode exitCode, string field, string reason) : Exception($"{field} {reason}")
{
    public ExitCode ExitCode { get; } = exitCode;

    public string Field { get; } = field;

    public static Refusal Usage(string field, string reason) => new(ExitCode.Usage, field, reason);

    public static Refusal Configuration(string field, string reason) => new(ExitCode.Configuration, field, reason);
}
