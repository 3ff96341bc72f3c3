using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace NotificationsHost;

/// <summary>Registers both ways to say who one is: a key in the header, or the cookie of a login.</summary>
internal static class ApiKeysRegistration
{
    private const string Either = "KeyOrCookie";

    public static void AddApiKeys(this IServiceCollection services)
    {
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context => context.Request.Headers.ContainsKey(ApiKeys.Header) ? ApiKeys.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeys>(ApiKeys.SchemeName, null)
            .AddCookie(options =>
            {
                options.LoginPath = "/login";
                options.Cookie.SameSite = SameSiteMode.Lax;

                // A program is told, a person is led to the login.
                options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
                options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
            });
        services.AddAuthorization();
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api")) context.Response.StatusCode = status;
        else context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
