namespace Leadmetrics.Notifications.Testing;

/// <summary>A fault that was put into a server's script; disposing or <see cref="Remove"/> takes it out again.</summary>
public sealed class SmtpFaultRegistration : IDisposable
{
    private readonly FaultScript _script;
    private int _fired;

    internal SmtpFaultRegistration(FaultScript script, SmtpPoint point, SmtpFault fault, int? connection, int? message, int? times)
    {
        _script = script;
        (Point, Fault, Connection, Message, Times) = (point, fault, connection, message, times);
    }

    /// <summary>Where it strikes.</summary>
    public SmtpPoint Point { get; }

    /// <summary>What it does.</summary>
    public SmtpFault Fault { get; }

    /// <summary>The only connection it strikes, counted from 1; null means each.</summary>
    public int? Connection { get; }

    /// <summary>The only message of a connection it strikes: the nth MAIL, from 1; null means each.</summary>
    public int? Message { get; }

    /// <summary>After how many strikes it is spent; null means never.</summary>
    public int? Times { get; }

    /// <summary>How often it has struck.</summary>
    public int Fired => Volatile.Read(ref _fired);

    /// <summary>Takes it out of the script; has no effect the second time.</summary>
    public void Remove() => _script.Remove(this);

    /// <inheritdoc/>
    public void Dispose() => Remove();

    internal bool Strikes_NeedsLock(int connection, int message) =>
        (Connection ?? connection) == connection && (Message ?? message) == message && (Times ?? int.MaxValue) > _fired;

    internal void Fire_NeedsLock() => _fired++;
}
