using Leadmetrics.Notifications;
using Leadmetrics.Notifications.AspNetCore;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Identity;
using Leadmetrics.Notifications.AspNetCore.Queueing;
using Leadmetrics.Notifications.AspNetCore.Registration;
using Leadmetrics.Notifications.AspNetCore.Unsubscribing;
using Leadmetrics.Notifications.AspNetCore.Watching;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the HTTP API needs.</summary>
public static class NotificationsApiBuilderExtensions
{
    /// <summary>Says whose requests are whose, for <c>MapNotificationsApi</c>.</summary>
    /// <typeparam name="TContext">The host's own; made anew for each request, and may ask for what the host registered.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the API's bounds.</param>
    /// <returns>The builder.</returns>
    public static NotificationsBuilder AddTenantContext<TContext>(this NotificationsBuilder builder, Action<NotificationsApiOptions>? configure = null)
        where TContext : class, ITenantContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<NotificationsApiOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NotificationsApiOptions>, NotificationsApiOptionsCheck>());
        services.AddScoped<ITenantContext, TContext>();
        services.AddAuthorization();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthorizationOptions>, PolicyDefaults>());
        services.TryAddSingleton<CallLimits>();
        services.TryAddSingleton<QueueCounts>();
        services.TryAddSingleton<StatusWatch>();
        services.TryAddSingleton<UnsubscribeKeys>();
        services.TryAddSingleton<IUnsubscribeLinks, UnsubscribeLinks>();
        return builder;
    }

    /// <summary>Sends what ASP.NET Core Identity writes to its users (confirmations, new passwords) through a tenant's queue. Some host has to send from it: <c>AddQueueWorker</c>.</summary>
    /// <typeparam name="TUser">The host's users.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="tenantOf">Whose user it is.</param>
    /// <returns>The builder.</returns>
    public static NotificationsBuilder AddIdentityEmails<TUser>(this NotificationsBuilder builder, Func<TUser, TenantId> tenantOf)
        where TUser : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(tenantOf);
        builder.Services.Replace(ServiceDescriptor.Singleton<IEmailSender<TUser>>(services => new IdentityEmails<TUser>(services.GetRequiredService<ITenantMailer>(), tenantOf)));
        return builder;
    }
}
