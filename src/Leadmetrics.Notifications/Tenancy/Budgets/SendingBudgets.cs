using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Puts limits around providers where there are any; a provider without limits is left as it is, and costs nothing.</summary>
internal sealed class SendingBudgets(IBudgetStore store, ILogger<SendingBudgets> logger)
{
    /// <summary>The scope of the platform's account: the tenant's quota on it, and without a tenant the total.</summary>
    public const string PlatformScope = "platform";

    /// <summary>The scope of a tenant's row.</summary>
    public static string RowScope(Guid rowId) => $"row:{rowId:D}";

    /// <summary>The scope of a provider out of the host's configuration: the same after a restart, after a change of its secrets, and after a change of its limits.</summary>
    public static string ConfiguredScope(string provider, ReadOnlyMemory<byte> config)
    {
        var settings = ConfigSecrets.Redact(config).Json;
        settings.Remove("limits");
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text)) WriteSorted(json, settings);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. Encoding.UTF8.GetBytes(provider), 0, .. text.WrittenSpan], hash);
        return $"configured:{Convert.ToHexStringLower(hash[..16])}";
    }

    /// <summary>A tenant's row within its limits.</summary>
    public IEmailProvider ForRow(TenantId tenant, Guid rowId, IEmailProvider provider, SendingLimits? limits) =>
        limits is null or { IsEmpty: true } ? provider : Limit(provider, [new BudgetPart(tenant, RowScope(rowId), limits, BudgetOwner.Account)]);

    /// <summary>A provider out of the host's configuration within its limits.</summary>
    public IEmailProvider ForConfigured(TenantId tenant, string word, ReadOnlyMemory<byte> config, IEmailProvider provider, SendingLimits? limits) =>
        limits is null or { IsEmpty: true } ? provider : Limit(provider, [new BudgetPart(tenant, ConfiguredScope(word, config), limits, BudgetOwner.Account)]);

    /// <summary>The platform's account as it sends for a tenant: within the tenant's quota and its own total.</summary>
    public IEmailProvider ForPlatform(TenantId tenant, IEmailProvider provider, SendingLimits? total, SendingLimits? quota)
    {
        var parts = new List<BudgetPart>();
        if (quota is { IsEmpty: false }) parts.Add(new BudgetPart(tenant, PlatformScope, quota, BudgetOwner.PlatformTenant));
        if (total is { IsEmpty: false }) parts.Add(new BudgetPart(null, PlatformScope, total, BudgetOwner.Platform));
        return parts.Count == 0 ? provider : Limit(provider, parts);
    }

    private LimitedProvider Limit(IEmailProvider provider, IReadOnlyList<BudgetPart> parts) => new(provider, parts, store, logger);

    // In what order a configuration gives its keys says nothing of the account.
    private static void WriteSorted(Utf8JsonWriter json, JsonNode? node)
    {
        switch (node)
        {
            case null:
                json.WriteNullValue();
                break;
            case JsonObject properties:
                json.WriteStartObject();
                foreach (var (name, value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(name);
                    WriteSorted(json, value);
                }

                json.WriteEndObject();
                break;
            default:
                node.WriteTo(json);
                break;
        }
    }
}
