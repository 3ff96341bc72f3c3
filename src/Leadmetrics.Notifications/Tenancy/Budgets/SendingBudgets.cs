using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Puts limits around providers where there are any; a provider without limits is left as it is, and costs nothing.</summary>
internal sealed class SendingBudgets(IBudgetStore store, ILogger<SendingBudgets> logger, TimeProvider timeProvider, NotificationsTelemetry? telemetry = null)
{
    /// <summary>The scope of the platform's account: the tenant's quota on it, and without a tenant the total.</summary>
    public const string PlatformScope = "platform";

    /// <summary>The scope of a tenant's row.</summary>
    public static string RowScope(Guid rowId) => $"row:{rowId:D}";

    /// <summary>The scope of a provider out of the host's configuration: its place there, whatever is changed in its settings.</summary>
    public static string ConfiguredScope(string path) => $"configured:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 16))}";

    /// <summary>A tenant's row within its limits.</summary>
    public IEmailProvider ForRow(TenantId tenant, Guid rowId, IEmailProvider provider, SendingLimits? limits) =>
        limits is null or { IsEmpty: true } ? provider : Limit(provider, [new BudgetPart(tenant, RowScope(rowId), limits, BudgetOwner.Account)]);

    /// <summary>A provider out of the host's configuration within its limits.</summary>
    public IEmailProvider ForConfigured(TenantId tenant, string path, IEmailProvider provider, SendingLimits? limits) =>
        limits is null or { IsEmpty: true } ? provider : Limit(provider, [new BudgetPart(tenant, ConfiguredScope(path), limits, BudgetOwner.Account)]);

    /// <summary>The platform's account as it sends for a tenant: within the tenant's quota and its own total.</summary>
    public IEmailProvider ForPlatform(TenantId tenant, IEmailProvider provider, SendingLimits? total, SendingLimits? quota)
    {
        var parts = new List<BudgetPart>();
        if (quota is { IsEmpty: false }) parts.Add(new BudgetPart(tenant, PlatformScope, quota, BudgetOwner.PlatformTenant));
        if (total is { IsEmpty: false }) parts.Add(new BudgetPart(null, PlatformScope, total, BudgetOwner.Platform));
        return parts.Count == 0 ? provider : Limit(provider, parts);
    }

    private LimitedProvider Limit(IEmailProvider provider, IReadOnlyList<BudgetPart> parts) => new(provider, parts, store, logger, timeProvider) { Telemetry = telemetry };
}
