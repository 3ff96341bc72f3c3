namespace Leadmetrics.Notifications.Testing;

internal enum FakeSendGridAnswerKind
{
    Respond,
    CloseBeforeBody,
    CloseAfterBody,
    Hang,
}
