namespace Leadmetrics.Notifications.Testing;

internal enum RawStepKind
{
    Send,
    ExpectLine,
    ExpectBytes,
    Close,
    Reset,
}
