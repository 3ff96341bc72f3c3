using Leadmetrics.Notifications;
using Leadmetrics.Notifications.AspNetCore;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Secrets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Bench.Api;

/// <summary>A host with the API on Kestrel. Nobody sends what is queued; who calls is believed, since logins are the host's own cost.</summary>
internal static class ApiHost
{
    public const string TenantHeader = "X-Tenant";

    public static async Task<WebApplication> StartAsync(Action<NotificationsBuilder> store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var notifications = builder.Services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = "nobody-calls-it", FromAddress = "platform@platform.test" };
        });
        store(notifications);
        notifications.MigrateOnStart().AddTenantContext<NamedTenant>();
        var open = new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build();
        builder.Services.AddAuthorization(options =>
        {
            foreach (var policy in (string[])[NotificationsPolicies.Read, NotificationsPolicies.Send, NotificationsPolicies.Test, NotificationsPolicies.Manage]) options.AddPolicy(policy, open);
        });
        var app = builder.Build();
        app.UseAuthorization();
        app.MapGroup("/api").MapNotificationsApi();
        await app.StartAsync();
        return app;
    }

    private sealed class NamedTenant : ITenantContext
    {
        public ValueTask<TenantId?> FindAsync(HttpContext context, CancellationToken cancellationToken) => ValueTask.FromResult<TenantId?>(new TenantId(context.Request.Headers[TenantHeader].ToString()));
    }
}
