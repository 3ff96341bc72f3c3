namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>The forms in which definitions are written down.</summary>
internal enum ImportFormat
{
    Yaml,
    Json,
    Env,
}
