using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace NotificationsHost;

/// <summary>Programs send their key in a header; people type it once and have a cookie from then on. Keys stand in the configuration: <c>Tenants:acme:ApiKey</c>.</summary>
internal sealed class ApiKeys(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IConfiguration configuration)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";

    /// <returns>Whose key it is; <see langword="null"/>: nobody's.</returns>
    public static ClaimsPrincipal? Find(IConfiguration configuration, string key, string scheme)
    {
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        string? tenant = null;

        // All of them, so that how long it takes tells nothing.
        foreach (var section in configuration.GetSection("Tenants").GetChildren())
        {
            if (section["ApiKey"] is { Length: > 0 } known && CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(Encoding.UTF8.GetBytes(known)))) tenant = section.Key;
        }

        return tenant is null ? null : new ClaimsPrincipal(new ClaimsIdentity([new Claim(CallersTenant.Claim, tenant), new Claim(ClaimTypes.Name, tenant)], scheme));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[Header] is not [{ } key]) return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(Find(configuration, key, Scheme.Name) is { } caller ? AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme.Name)) : AuthenticateResult.Fail("The key is nobody's."));
    }
}
