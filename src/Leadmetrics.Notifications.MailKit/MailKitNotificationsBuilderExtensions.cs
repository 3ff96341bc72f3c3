using Leadmetrics.Notifications.MailKit;
using Leadmetrics.Notifications.Providers.Smtp;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sends SMTP through MailKit.</summary>
public static class MailKitNotificationsBuilderExtensions
{
    /// <summary>Sends what goes out by SMTP through MailKit's client, in place of the own engine.</summary>
    /// <param name="builder">The registration.</param>
    /// <returns>The registration.</returns>
    public static NotificationsBuilder UseMailKit(this NotificationsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISmtpTransportFactory, MailKitSmtpTransport.Factory>());
        return builder;
    }
}
