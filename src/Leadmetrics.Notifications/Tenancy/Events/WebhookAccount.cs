namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Whose webhook was called.</summary>
/// <param name="Tenant">The row's tenant; <see langword="null"/>: the platform's account.</param>
/// <param name="RowId">The row; <see langword="null"/>: the platform's account.</param>
/// <param name="PublicKey">The key that its events are signed by; <see langword="null"/>: none is set, and nothing is taken.</param>
internal sealed record WebhookAccount(TenantId? Tenant, Guid? RowId, string? PublicKey)
{
    /// <summary>For logs.</summary>
    public string Name => RowId is { } id ? $"provider row {id}" : "the platform's account";
}
