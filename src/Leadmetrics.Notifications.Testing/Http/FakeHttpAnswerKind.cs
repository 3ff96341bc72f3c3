namespace Leadmetrics.Notifications.Testing;

internal enum FakeHttpAnswerKind
{
    Respond,
    CloseBeforeBody,
    CloseAfterBody,
    Hang,
}
