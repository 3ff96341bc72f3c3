namespace Leadmetrics.Notifications;

/// <summary>One message for many recipients, each of whom gets a mail of their own that names nobody else.</summary>
/// <remarks>
/// <c>{{key}}</c> in subject, text and HTML stands for the recipient's value of that key; in HTML the value is encoded, so that a name cannot bring markup. A key
/// has 1 to 64 letters, digits, underscores, dots and hyphens; braces around anything else are left as they are.
/// </remarks>
/// <param name="Message">What all get; without To, Cc, Bcc and List-Unsubscribe.</param>
/// <param name="Recipients">Who gets it; at least one, at most 10,000.</param>
public sealed record EmailBatch(EmailMessage Message, IReadOnlyList<EmailBatchRecipient> Recipients)
{
    /// <summary>For logs: no address and no word of the content.</summary>
    /// <returns>How many recipients there are.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"EmailBatch {{ Recipients = {Recipients?.Count} }}");
}
