using Leadmetrics.Notifications;

namespace Quickstart;

/// <summary>A mail that was handed to the mailer, and what it answered.</summary>
internal sealed record Sent(TenantId Tenant, EmailMessage Message, EmailSendResult Result);
