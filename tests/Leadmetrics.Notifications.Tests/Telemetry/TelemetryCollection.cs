namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>One behind the other: a listener of activities hears the whole process, and where one listens something is measured.</summary>
[CollectionDefinition(Name)]
public sealed class TelemetryCollection
{
    public const string Name = "Telemetry";
}
