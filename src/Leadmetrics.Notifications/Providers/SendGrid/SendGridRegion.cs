namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Where SendGrid keeps and sends an account's mail. It fixes the API's address: nobody types one.</summary>
public enum SendGridRegion
{
    /// <summary><c>api.sendgrid.com</c>.</summary>
    Global,

    /// <summary><c>api.eu.sendgrid.com</c>, for accounts pinned to the European Union.</summary>
    Eu,
}
