using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Providers.Capturing;

/// <summary>A provider whose mail goes to the catcher in place of its own server. Verifying is real: it sends no mail.</summary>
internal sealed class CapturedProvider(IEmailProvider own, SmtpProvider catcher) : IEmailProvider
{
    /// <summary>The provider's own connections; <see langword="null"/> where it holds none.</summary>
    public SharedTransport? Transport { get; init; }

    /// <summary>Refuses what the provider's own server would never be asked to take.</summary>
    public Func<EmailSubmission, CancellationToken, Task> Check { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Where the provider's own service keeps mail for later, which the catcher cannot, what stands in for that service; what is scheduled is caught at once.</summary>
    /// <value><see langword="null"/>: it keeps none.</value>
    public IScheduledSends? ScheduledSends { get; init; }

    public string Name => own.Name;

    // What the account could do with mail would be done with none of what is caught.
    public T? Feature<T>()
        where T : class => ScheduledSends as T;

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        // Not used, but rented: a handle whose row was changed since has to resolve again here, too, or it would send by rules that are gone.
        using var lease = Transport?.Rent();
        await Check(submission, cancellationToken).ConfigureAwait(false);
        if (ScheduledSends is not null) submission = submission with { Options = submission.Options with { SendAt = null, BatchId = null, Sandbox = null } };
        try
        {
            var result = await catcher.SendAsync(submission, cancellationToken).ConfigureAwait(false);
            return result with { Provider = Name, Interruption = result.Interruption is { } interruption ? interruption with { Provider = Name } : null };
        }
        catch (EmailDeliveryException failed) when (failed.Failure.Provider != Name)
        {
            throw new EmailDeliveryException(failed.Failure with { Provider = Name }, failed);
        }
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => own.VerifyAsync(cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => own.VerifyAsync(options, cancellationToken);
}
