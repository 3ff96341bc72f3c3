using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Sends the mails of one batch through one candidate of the route.</summary>
/// <remarks>
/// A provider that takes batches gets pieces of its size, one after the other. To any other each mail goes by itself, a few at a time; once the account fails for all
/// (it is called and does not get as far as a message, or a limit is reached), the mails that have not begun are not tried any more: they would all wait for the same.
/// Invariant: every mail has exactly one result, and a mail that has one is never sent again here.
/// </remarks>
internal sealed class BatchSend(IEmailProvider provider, EmailBatchSubmission batch)
{
    private const int AtOnce = 8;

    private EmailFailure? _forAll;

    /// <summary>What came of each mail, in the batch's order; <see langword="null"/> where it is not known.</summary>
    public EmailSendResult?[] Results { get; } = new EmailSendResult?[batch.Items.Count];

    /// <exception cref="OperationCanceledException">Cancelled; <see cref="Results"/> tells which mails were sent before.</exception>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        // Once: a row's handle may lose its settings meanwhile, and gets them back with the next piece.
        var most = provider.MaxBatch;
        return most > 1 ? ByPiecesAsync(most, cancellationToken) : EachAsync(cancellationToken);
    }

    private async Task ByPiecesAsync(int most, CancellationToken cancellationToken)
    {
        for (var start = 0; start < batch.Items.Count;)
        {
            EmailBatchItem[] piece = [.. batch.Items.Skip(start).Take(most)];
            var results = await SendAsync(piece, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < piece.Length; i++) Settle(start + i, results[i]);
            start += piece.Length;
        }
    }

    private async Task EachAsync(CancellationToken cancellationToken)
    {
        var bound = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, batch.Items.Count, bound, async (i, stopping) => Settle(i, await SendAsync(batch.Items[i], stopping).ConfigureAwait(false))).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<EmailSendResult>> SendAsync(EmailBatchItem[] piece, CancellationToken cancellationToken)
    {
        if (_forAll is { } known) return [.. piece.Select(item => BatchResults.Of(known, item))];
        try
        {
            return await provider.SendBatchAsync(batch.For(piece), cancellationToken).ConfigureAwait(false);
        }
        catch (EmailMessageException refused)
        {
            return [.. piece.Select(item => BatchResults.Of(RefusalOf(refused), item))];
        }
        catch (EmailDeliveryException failed)
        {
            return [.. piece.Select(item => BatchResults.Of(failed.Failure, item))];
        }
    }

    private async Task<EmailSendResult> SendAsync(EmailBatchItem item, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _forAll) is { } known) return BatchResults.Of(known, item);
        try
        {
            return await provider.SendAsync(batch.SubmissionOf(item), cancellationToken).ConfigureAwait(false);
        }
        catch (EmailDeliveryException failed)
        {
            return BatchResults.OfItsOwn(failed.Failure, item);
        }
        catch (EmailMessageException refused)
        {
            return BatchResults.Of(RefusalOf(refused), item);
        }
    }

    private void Settle(int index, EmailSendResult result)
    {
        Results[index] = result;
        if (result.Failure is { } failure && (failure.Kind == FailureKind.LimitReached || Failover.IsTheProvidersFault(failure))) Volatile.Write(ref _forAll, failure);
    }

    private EmailFailure RefusalOf(EmailMessageException refused) => TenantMailer.FailureOf(refused) with { Provider = provider.Name };
}
