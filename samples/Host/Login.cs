using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace NotificationsHost;

/// <summary>A form for the key. A host of your own has its own login.</summary>
internal static class Login
{
    private const string Form = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>Log in</title>
        <main><h1>Log in</h1><form method="post"><p><label for="key">API key of the tenant</label> <input id="key" name="key" type="password" autocomplete="current-password" required autofocus></p><p><button>Log in</button></p></form></main></html>
        """;

    public static void MapLogin(this WebApplication app)
    {
        app.MapGet("/login", () => Results.Content(Form, "text/html; charset=utf-8")).ExcludeFromDescription();
        app.MapPost("/login", SignInAsync).DisableAntiforgery().ExcludeFromDescription();
        app.MapPost("/logout", () => Results.SignOut(new AuthenticationProperties { RedirectUri = "/login" }, [CookieAuthenticationDefaults.AuthenticationScheme])).DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, [FromForm] string key, IConfiguration configuration)
    {
        // Another site's form would log its visitor in as somebody else.
        if (context.Request.Headers["Sec-Fetch-Site"] is [not ("same-origin" or "none")]) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (ApiKeys.Find(configuration, key, CookieAuthenticationDefaults.AuthenticationScheme) is not { } caller) return Results.Content(Form, "text/html; charset=utf-8", statusCode: StatusCodes.Status401Unauthorized);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, caller);
        return Results.Redirect("/notifications/");
    }
}
