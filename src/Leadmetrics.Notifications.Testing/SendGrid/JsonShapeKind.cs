namespace Leadmetrics.Notifications.Testing;

/// <summary>What a JSON value has to be.</summary>
internal enum JsonShapeKind
{
    Text,
    Whole,
    Flag,
    List,
    Fields,
    Map,
    Anything,
}
