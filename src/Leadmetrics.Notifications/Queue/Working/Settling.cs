using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>What is to be stored of a held mail.</summary>
/// <param name="Held">The mail.</param>
/// <param name="Settlement">What becomes of it.</param>
internal readonly record struct Settling(HeldMail Held, Settlement Settlement);
