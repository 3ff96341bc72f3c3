using Leadmetrics.Notifications.Providers.SendGrid;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid.Node;

/// <summary>One message, told twice: to @sendgrid/mail in its own form, and to this library.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Node">The form of @sendgrid/mail; <c>MARK</c> stands for the mark of a batch's tags.</param>
/// <param name="Message">The same for this library.</param>
internal sealed record NodeMessage(string Name, string Node, EmailMessage Message)
{
    public static readonly DateTimeOffset Tomorrow = DateTimeOffset.FromUnixTimeSeconds(1_795_334_400);

    public SendOptions Options { get; init; } = new();

    public TenantId? Tenant { get; init; }

    public Func<SendGridConfig, SendGridConfig>? Configure { get; init; }

    /// <summary>Whose mails the batch is; null where it is one mail.</summary>
    public IReadOnlyList<EmailBatchRecipient>? Recipients { get; init; }

    public override string ToString() => Name;
}
