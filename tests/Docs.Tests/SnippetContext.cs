using Leadmetrics.Notifications;
using Leadmetrics.Notifications.AspNetCore.Unsubscribing;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Docs;

/// <summary>What the documentation's blocks know by name without saying where they have it from. A block that registers and maps is a program's: the host is built where it first says <c>app</c>.</summary>
public abstract class SnippetContext
{
    public CancellationToken ct { get; set; }

    public WebApplicationBuilder builder { get; set; } = WebApplication.CreateSlimBuilder();

    public WebApplication app { get => field ??= builder.Build(); set; }

    /// <summary>What a registration goes on from.</summary>
    public NotificationsBuilder notifications => field ??= builder.Services.AddLeadmetricsNotifications(builder.Configuration.GetSection("Notifications"));

    public TenantId tenant { get; set; } = new("acme");

    public EmailAddress recipient { get; set; } = new("jane@example.com");

    public EmailMessage message { get; set; } = new() { To = [new EmailAddress("jane@example.com")], Subject = "Welcome", Text = "Good to have you." };

    public IReadOnlyList<Customer> customers { get; set; } = [];

    public string password { get; set; } = "secret";

    public ITenantMailer mailer => Get<ITenantMailer>();

    public ITenantProviders providers => Get<ITenantProviders>();

    public IDeliveryHistory deliveries => Get<IDeliveryHistory>();

    public IMailQueue queue => Get<IMailQueue>();

    public IUnsubscribeLinks links => Get<IUnsubscribeLinks>();

    /// <summary>Does what the block says.</summary>
    public abstract Task RunAsync();

    private T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();
}
