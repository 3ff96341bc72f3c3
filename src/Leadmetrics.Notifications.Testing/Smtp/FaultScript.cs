namespace Leadmetrics.Notifications.Testing;

/// <summary>The faults in force. The first that fits strikes; content faults are looked at before the content is read, and fired when their amount is there.</summary>
internal sealed class FaultScript
{
    private readonly Lock _lock = new();
    private readonly List<SmtpFaultRegistration> _registrations = [];
    private volatile bool _any;

    public SmtpFaultRegistration Add(SmtpPoint point, SmtpFault fault, int? connection, int? message, int? times)
    {
        var registration = new SmtpFaultRegistration(this, point, fault, connection, message, times);
        lock (_lock)
        {
            _registrations.Add(registration);
            _any = true;
        }
        return registration;
    }

    public void Remove(SmtpFaultRegistration registration)
    {
        lock (_lock)
        {
            _registrations.Remove(registration);
            _any = _registrations.Count > 0;
        }
    }

    public SmtpFault? Take(SmtpPoint point, int connection, int message)
    {
        if (!_any)
            return null;
        lock (_lock)
        {
            foreach (var registration in _registrations)
            {
                if (!registration.Point.Covers(point) || !registration.Strikes_NeedsLock(connection, message))
                    continue;
                registration.Fire_NeedsLock();
                return registration.Fault;
            }
        }
        return null;
    }

    /// <summary>The content fault that strikes first in this message, and the octet count at which it does.</summary>
    public (SmtpFaultRegistration Registration, long At)? NextContent(int connection, int message, long? size)
    {
        if (!_any)
            return null;
        (SmtpFaultRegistration, long At)? first = null;
        lock (_lock)
        {
            foreach (var registration in _registrations)
            {
                if (!registration.Point.IsContent || !registration.Strikes_NeedsLock(connection, message))
                    continue;
                var at = Threshold(registration.Point, size);
                if (first is null || at < first.Value.At)
                    first = (registration, at);
            }
        }
        return first;
    }

    public void Fire(SmtpFaultRegistration registration)
    {
        lock (_lock)
            registration.Fire_NeedsLock();
    }

    private static long Threshold(SmtpPoint point, long? size) =>
        point.Kind == SmtpPointKind.ContentBytes || point.Number == 0 ? point.Number
        : size is { } known ? known * point.Number / 100
        : long.MaxValue;
}
