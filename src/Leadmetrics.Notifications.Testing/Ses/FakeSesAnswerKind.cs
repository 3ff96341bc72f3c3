namespace Leadmetrics.Notifications.Testing;

internal enum FakeSesAnswerKind
{
    Respond,
    CloseBeforeBody,
    CloseAfterBody,
    Hang,
}
