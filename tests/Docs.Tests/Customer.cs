using Leadmetrics.Notifications;

namespace Leadmetrics.Docs;

/// <summary>Somebody whom a host of its own keeps.</summary>
public sealed record Customer(EmailAddress Address, string Name, string Sum);
