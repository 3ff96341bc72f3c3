using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Who gets one personalization of a mail.</summary>
/// <param name="To">At least one.</param>
/// <param name="Cc">Copies.</param>
/// <param name="Bcc">Copies that nobody sees.</param>
internal sealed record SendGridEnvelope(IReadOnlyList<(Mailbox Mailbox, string? Name)> To, IReadOnlyList<(Mailbox Mailbox, string? Name)> Cc, IReadOnlyList<(Mailbox Mailbox, string? Name)> Bcc);
