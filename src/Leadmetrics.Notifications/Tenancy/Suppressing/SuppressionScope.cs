namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Which mail a suppressed address gets no more. The numbers are stored.</summary>
public enum SuppressionScope
{
    /// <summary>Bulk mail: <see cref="SendOptions.IsBulk"/>, and what can be unsubscribed from.</summary>
    Bulk = 1,

    /// <summary>All mail.</summary>
    All = 2,
}
