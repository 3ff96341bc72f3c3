namespace Leadmetrics.Notifications.Testing;

internal enum SmtpFaultKind
{
    Close,
    Reset,
    Silence,
    Stall,
    Reply,
    Bytes,
    Half,
    Hold,
    Inject,
    FirstOfGroup,
    RefuseBehindDot,
    Endless,
}
