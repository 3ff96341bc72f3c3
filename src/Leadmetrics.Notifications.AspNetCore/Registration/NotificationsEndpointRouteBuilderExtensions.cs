using System.Diagnostics.CodeAnalysis;
using Leadmetrics.Notifications.AspNetCore;
using Leadmetrics.Notifications.AspNetCore.Admin;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Registration;
using Leadmetrics.Notifications.AspNetCore.Unsubscribing;
using Leadmetrics.Notifications.AspNetCore.Webhooks;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the routes of Leadmetrics.Notifications.</summary>
public static class NotificationsEndpointRouteBuilderExtensions
{
    /// <summary>Maps the API: <c>/providers</c> and <c>/email</c> under the group's own path. Each route demands one of <see cref="NotificationsPolicies"/>.</summary>
    /// <param name="endpoints">The host's routes, or a group of them.</param>
    /// <returns>The group, for what the host wants of all of it.</returns>
    /// <exception cref="InvalidOperationException">The host has not called <c>AddTenantContext</c>, or has no store.</exception>
    public static RouteGroupBuilder MapNotificationsApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Demand(endpoints);
        var api = endpoints.MapGroup("").WithTags("Notifications");
        api.AddEndpointFilter<CallFilter>();
        ApiRoutes.Map(api);
        return api;
    }

    /// <summary>Maps the page for people. It demands <see cref="NotificationsPolicies.Read"/>, and does what the API lets its user do.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="path">Where the page stands, for example <c>/notifications</c>.</param>
    /// <param name="api">Where the API stands, for example <c>/api</c>; without the host's path base.</param>
    /// <returns>The group, for what the host wants of all of it.</returns>
    public static RouteGroupBuilder MapNotificationsAdmin(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path = "/notifications", string api = "/api")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(api);
        Demand(endpoints);
        var page = new AdminPage(api.TrimEnd('/'));
        var group = endpoints.MapGroup(path).RequireAuthorization(NotificationsPolicies.Read).ExcludeFromDescription();
        group.MapMethods("/{file?}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, string? file) => page.Get(context, file));
        return group;
    }

    /// <summary>Maps what providers post delivery events to: <c>POST path/sendgrid/{token}</c>. Anonymous; its signature is checked.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="path">Where the webhooks stand.</param>
    /// <returns>The route, for what the host wants of it.</returns>
    public static RouteHandlerBuilder MapNotificationsWebhooks(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path = "/webhooks")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGroup(path).MapPost("/{provider}/{token}", WebhookEndpoint.ReceiveAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>Maps what mail programs call to unsubscribe (RFC 8058): <c>POST path/{token}</c>, and a page with a button for people. Anonymous; the token is sealed.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="path">Where it stands: <c>Unsubscribe.BaseAddress</c> of <see cref="NotificationsApiOptions"/> names the same place.</param>
    /// <returns>The group, for what the host wants of all of it.</returns>
    public static RouteGroupBuilder MapOneClickUnsubscribe(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path = "/unsubscribe")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Demand(endpoints);
        var group = endpoints.MapGroup(path).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        group.MapGet("/{token}", UnsubscribeEndpoint.Get);
        group.MapPost("/{token}", UnsubscribeEndpoint.PostAsync);
        return group;
    }

    private static void Demand(IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(ITenantContext)) == false)
            throw new InvalidOperationException("Leadmetrics.Notifications does not know whose requests are whose: call AddTenantContext.");
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IProviderStore)) == false)
            throw new InvalidOperationException("Leadmetrics.Notifications has no store: call UsePostgres or UseSqlite.");
    }
}
