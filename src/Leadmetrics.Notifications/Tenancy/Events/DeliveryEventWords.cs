using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>The kinds of events as tags.</summary>
internal static class DeliveryEventWords
{
    private static readonly string[] Words = [.. Enum.GetNames<DeliveryEventKind>().Select(name => name.ToLowerInvariant())];

    public static string Of(DeliveryEventKind kind) => Words[(int)kind];
}
