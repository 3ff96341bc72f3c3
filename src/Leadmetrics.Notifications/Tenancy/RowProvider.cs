using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A tenant's row as a provider: a handle that outlives the connections behind it.</summary>
/// <remarks>Where the row was changed or evicted since, the handle resolves once more and sends through what the row is now.</remarks>
internal sealed class RowProvider(TenantId tenant, Guid rowId, IEmailProvider inner, IEmailProviderResolver resolver) : IEmailProvider
{
    public string Name => inner.Name;

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.SendAsync(submission, cancellationToken).ConfigureAwait(false);
        }
        catch (StaleProviderException)
        {
            var current = await CurrentAsync(cancellationToken).ConfigureAwait(false);
            return await current.SendAsync(submission, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.VerifyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StaleProviderException)
        {
            var current = await CurrentAsync(cancellationToken).ConfigureAwait(false);
            return await current.VerifyAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IEmailProvider> CurrentAsync(CancellationToken cancellationToken)
    {
        var route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
        foreach (var candidate in route.Candidates)
        {
            if (candidate.RowId == rowId && candidate.Provider is RowProvider { } row && !ReferenceEquals(row, this)) return row.Inner;
        }

        throw new EmailDeliveryException(new EmailFailure
        {
            Kind = FailureKind.Configuration,
            Phase = SendPhase.Resolve,
            Outcome = SendOutcome.Deferred,
            Message = "The provider's row was changed while it was in use: resolve the tenant again.",
        });
    }

    private IEmailProvider Inner => inner;
}
