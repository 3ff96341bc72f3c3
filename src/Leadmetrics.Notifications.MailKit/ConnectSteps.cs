using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>Notes in a trace which step of connecting is under way, and how each ended. At most one is open.</summary>
internal sealed class ConnectSteps(SmtpConnectTrace trace, TimeProvider clock)
{
    private long _began;

    public SmtpConnectTrace Trace => trace;

    /// <summary>The step under way; <see langword="null"/> between two.</summary>
    public SmtpPhase? Current { get; private set; }

    /// <summary>The step that was begun last.</summary>
    public SmtpPhase Latest { get; private set; }

    public void Begin(SmtpPhase phase)
    {
        // A step tried in another form (HELO behind EHLO) is one step.
        if (Current == phase) return;
        Current = Latest = phase;
        _began = clock.GetTimestamp();
    }

    public void End(bool succeeded)
    {
        if (Current is not { } phase) return;
        Current = null;
        trace.Add(new SmtpConnectStep(phase, clock.GetElapsedTime(_began), succeeded));
    }
}
