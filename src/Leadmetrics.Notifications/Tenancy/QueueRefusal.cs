namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Why a mail was not taken into the queue.</summary>
public enum QueueRefusal
{
    /// <summary>Another mail was queued under the same <see cref="QueueOptions.IdempotencyKey"/>.</summary>
    KeyReused,

    /// <summary><see cref="QueueOptions.SendAt"/> has passed by more than a minute.</summary>
    SendAtPast,

    /// <summary><see cref="QueueOptions.SendAt"/> lies more than a year ahead.</summary>
    SendAtFar,

    /// <summary><see cref="QueueOptions.ExpiresAt"/> has passed, or lies before <see cref="QueueOptions.SendAt"/>.</summary>
    Expired,

    /// <summary><see cref="QueueOptions.ExpiresAt"/> lies more than 30 days behind the time it may be sent.</summary>
    ExpiresFar,
}
