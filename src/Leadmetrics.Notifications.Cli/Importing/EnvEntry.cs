namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>A line of an environment file.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">What it is set to, without quotes; may be a secret.</param>
/// <param name="IsLiteral">Whether nothing in it refers to other variables: it stood in single quotes or backticks, or its $ was escaped.</param>
internal sealed record EnvEntry(string Name, string Value, bool IsLiteral)
{
    // The value stays out of logs and errors.
    public override string ToString() => Name;
}
