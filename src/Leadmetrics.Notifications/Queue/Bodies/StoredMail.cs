namespace Leadmetrics.Notifications.Queue.Bodies;

/// <summary>A queued mail as it was read back.</summary>
/// <param name="Message">The message; its larger attachments open their content in the store.</param>
/// <param name="Options">How it is sent.</param>
internal readonly record struct StoredMail(EmailMessage Message, SendOptions Options);
