using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Shows tenants' providers; what is shown holds no secret.</summary>
internal static class ProviderViewing
{
    public static void ShowAll(Terminal terminal, TenantId tenant, IReadOnlyList<ProviderView> providers)
    {
        if (providers.Count == 0)
        {
            terminal.Say($"{tenant} has no provider: its mail goes through the platform's SendGrid, where that is configured.");
            return;
        }

        var listing = new Listing("ID", "PROVIDER", "SERVER", "FROM", "PRIORITY", "ENABLED", "VERIFIED", "LAST ERROR");
        foreach (var provider in providers)
        {
            listing.Add(
                provider.Id.ToString(), provider.Provider, Server(provider), From(provider), $"{provider.Priority}", Words.Of(provider.Enabled),
                Words.Of(provider.VerifiedAt, "no"), provider.LastError ?? "");
        }

        terminal.Show(listing);
    }

    public static void Show(Terminal terminal, TenantId tenant, ProviderView provider)
    {
        var listing = new Listing("FIELD", "VALUE")
            .Add("id", provider.Id.ToString())
            .Add("tenant", tenant.Value)
            .Add("provider", provider.Provider)
            .Add("priority", $"{provider.Priority}")
            .Add("enabled", Words.Of(provider.Enabled))
            .Add("verified", Words.Of(provider.VerifiedAt, $"no: lmn provider test --tenant {tenant} {provider.Id}"))
            .Add("pending edit", Words.Of(provider.HasPendingConfig))
            .Add("version", $"{provider.Version}")
            .Add("created", Words.Of(provider.CreatedAt, ""))
            .Add("updated", Words.Of(provider.UpdatedAt, ""));
        if (provider.LastError is { } error) listing.Add("last error", provider.LastErrorAt is null ? error : $"{error} ({Words.Of(provider.LastErrorAt, "")})");
        foreach (var (name, value) in provider.Config ?? []) listing.Add(name, Words.Of(value));
        listing.Add("secret", provider.Config is null ? "cannot be opened" : provider.HasSecret ? "kept, never shown" : "none");
        listing.Add("webhook", Words.Of(provider.HasWebhook));
        terminal.Show(listing);
        WarningView.Show(provider.Warnings);
    }

    public static JsonObject ToJson(TenantId tenant, ProviderView provider) => new()
    {
        ["id"] = provider.Id.ToString(),
        ["tenant"] = tenant.Value,
        ["provider"] = provider.Provider,
        ["priority"] = provider.Priority,
        ["enabled"] = provider.Enabled,
        ["version"] = provider.Version,
        ["verifiedAt"] = Words.Iso(provider.VerifiedAt),
        ["hasPendingConfig"] = provider.HasPendingConfig,
        ["hasWebhook"] = provider.HasWebhook,
        ["lastError"] = provider.LastError,
        ["lastErrorAt"] = Words.Iso(provider.LastErrorAt),
        ["createdAt"] = Words.Iso(provider.CreatedAt),
        ["updatedAt"] = Words.Iso(provider.UpdatedAt),
        ["config"] = provider.Config?.DeepClone(),
        ["hasSecret"] = provider.HasSecret,
        ["warnings"] = WarningView.ToJson(provider.Warnings),
    };

    private static string Server(ProviderView provider) => provider.Config switch
    {
        null => "(cannot be opened)",
        { } config when config["host"] is { } host => $"{host}:{config["port"]}",
        _ => "",
    };

    private static string From(ProviderView provider) =>
        provider.Config?["fromAddress"] is { } address ? new EmailAddress($"{address}", provider.Config["fromName"]?.ToString()).ToString() : "";
}
