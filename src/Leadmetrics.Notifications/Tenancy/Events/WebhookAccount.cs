namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Whose webhook was called.</summary>
/// <param name="Tenant">The row's tenant; <see langword="null"/>: the platform's account.</param>
/// <param name="Row">The row, its settings sealed; <see langword="null"/>: the platform's account.</param>
internal sealed record WebhookAccount(TenantId? Tenant, ProviderRow? Row)
{
    /// <summary>The row's id; <see langword="null"/>: the platform's account.</summary>
    public Guid? RowId => Row?.Id;

    /// <summary>For logs.</summary>
    public string Name => RowId is { } id ? $"provider row {id}" : "the platform's account";
}
