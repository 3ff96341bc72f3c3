using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Sends one batch: all mails in one POST, but for those that SendGrid can only be told alone.</summary>
/// <remarks>
/// Steps: a mail that cannot be told at all is refused here → the others are posted; where they are too large together, in halves → where SendGrid refuses some by name, those
/// are refused and the rest is posted again (a 400 takes nothing), as long as each refusal names some, and 20 times at most → those whose values are too long go out by
/// themselves, up to 8 at once. A failure of the account ends all of it: what did not leave gets that failure. Invariants: a mail is in at most one request that SendGrid may
/// have taken; every mail has a result in the end; an exception leaves only where nothing was posted yet, and later becomes the result of those that did not leave.
/// </remarks>
internal sealed class SendGridBatch(SendGridAccount account, SendGridClient client, Func<EmailSubmission, CancellationToken, Task<EmailSendResult>> sendAlone, EmailBatchSubmission batch)
{
    private const int MaxRefusals = 20;
    private const int MaxAloneAtOnce = 8;

    private readonly SendGridBatchResults _results = new(batch);
    private volatile bool _hasPosted;
    private volatile EmailFailure? _stopped;
    private (int Length, EmailFailure Failure)? _tooLarge;
    private int _refusals;

    /// <returns>One result a mail, in the batch's order.</returns>
    /// <exception cref="EmailMessageException">The message cannot be told to SendGrid: nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was sent. What the gate throws comes through as well.</exception>
    public async Task<IReadOnlyList<EmailSendResult>> RunAsync(CancellationToken cancellationToken)
    {
        var from = account.Sender.For(batch.Message);
        SendGridArguments.CheckKeys(batch.Message.Metadata);
        SendGridHeaders.CheckNames(batch.Message);
        var template = SendGridTemplate.Of(batch);
        var together = new List<Mail>(batch.Items.Count);
        var alone = new List<int>();
        for (var i = 0; i < batch.Items.Count; i++) Sort(template, i, together, alone);

        // Made once where nobody is left, too: what is wrong with the message is told whoever it is for.
        var waiting = new Stack<IReadOnlyList<Mail>>([together]);
        while (waiting.TryPop(out var mails))
        {
            foreach (var next in await PostAsync(template, from, mails, cancellationToken).ConfigureAwait(false)) waiting.Push(next);
        }

        if (alone.Count > 0) await SendAloneAsync(alone, cancellationToken).ConfigureAwait(false);
        return _results.All;
    }

    private void Sort(SendGridTemplate template, int index, List<Mail> together, List<int> alone)
    {
        try
        {
            if (SendGridBatchRequest.WritePersonalization(batch, template, batch.Items[index]) is { } personalization) together.Add(new Mail(index, personalization));
            else alone.Add(index);
        }
        catch (EmailMessageException wrong)
        {
            _results.Fail(index, SendGridFailures.Unsendable(wrong.Message));
        }
    }

    // Returns the mails that are to be posted again, the last first.
    private async Task<IReadOnlyList<Mail>[]> PostAsync(SendGridTemplate template, EmailAddress from, IReadOnlyList<Mail> mails, CancellationToken cancellationToken)
    {
        if (_stopped is { } stopped) return Fail(mails, stopped);
        if (_tooLarge is var (length, tooLarge) && mails.All(mail => mail.Personalization.Length >= length)) return Fail(mails, tooLarge);
        var draft = SendGridBatchRequest.Write(batch, template, mails.Select(mail => mail.Personalization), from, account.Config, account.TimeProvider.GetUtcNow());
        if (mails.Count == 0) return [];
        SendGridOutcome outcome;
        try
        {
            outcome = await draft.UseAsync(
                batch.Gate,
                async body => body is null ? new SendGridOutcome { Failure = SendGridFailures.TooLarge() } : await client.PostAsync(body, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (_hasPosted)
        {
            // SendGrid has judged others by now; that is told, and these may be tried again.
            Log.SendGridBatchBroke(account.Logger, mails.Count, broken);
            return Fail(mails, SendGridFailures.Interrupted());
        }

        if (outcome.Failure is not { } failure)
        {
            _hasPosted = true;
            foreach (var mail in mails) _results.Accept(mail.Index, outcome);
            return [];
        }

        // What is too large by our own count was not posted.
        if (failure.Phase != SendPhase.Resolve) _hasPosted = true;
        if (failure.Kind == FailureKind.TooLarge) return Halve(mails, failure);
        if (outcome.Errors.Count > 0) return Refuse(outcome.Errors, mails);
        if (SendGridFailures.IsOfAccount(failure)) _stopped = failure;
        return Fail(mails, failure);
    }

    // The shorter half goes first: where its shortest mail alone is too large, all are, and none is tried again.
    private IReadOnlyList<Mail>[] Halve(IReadOnlyList<Mail> mails, EmailFailure failure)
    {
        if (mails.Count == 1)
        {
            _tooLarge = (mails[0].Personalization.Length, failure);
            return Fail(mails, failure);
        }

        Mail[] byLength = [.. mails.OrderBy(mail => mail.Personalization.Length)];
        var half = byLength.Length / 2;
        return [byLength[half..], byLength[..half]];
    }

    private IReadOnlyList<Mail>[] Refuse(IReadOnlyList<SendGridError> errors, IReadOnlyList<Mail> mails)
    {
        foreach (var own in errors.Where(IsOfOne).GroupBy(error => error.Personalization!.Value)) _results.Fail(mails[own.Key].Index, SendGridFailures.OfOne(own));
        Mail[] rest = [.. mails.Where(mail => !_results.Has(mail.Index))];
        SendGridError[] ofAll = [.. errors.Where(error => !IsOfOne(error))];
        if (ofAll.Length > 0) return Fail(rest, SendGridFailures.OfAll(ofAll));
        if (rest.Length == 0) return [];
        if (++_refusals >= MaxRefusals) return Fail(rest, SendGridFailures.RefusedTooOften());
        Log.SendGridBatchPostedAgain(account.Logger, mails.Count - rest.Length, mails.Count);
        return [rest];

        bool IsOfOne(SendGridError error) => error.Personalization < mails.Count;
    }

    private IReadOnlyList<Mail>[] Fail(IReadOnlyList<Mail> mails, EmailFailure failure)
    {
        foreach (var mail in mails) _results.Fail(mail.Index, failure);
        return [];
    }

    private async Task SendAloneAsync(List<int> alone, CancellationToken cancellationToken)
    {
        Log.SendGridMailsSentAlone(account.Logger, alone.Count);

        // One by one until something was posted: what is thrown before that is the caller's.
        var next = 0;
        while (next < alone.Count && !_hasPosted) await SendAloneAsync(alone[next++], cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            alone.Skip(next), new ParallelOptions { MaxDegreeOfParallelism = MaxAloneAtOnce }, async (index, _) => await SendAloneAsync(index, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task SendAloneAsync(int index, CancellationToken cancellationToken)
    {
        if (_stopped is { } stopped)
        {
            _results.Fail(index, stopped);
            return;
        }

        try
        {
            _results.Set(index, await sendAlone(batch.SubmissionOf(batch.Items[index]), cancellationToken).ConfigureAwait(false));
        }
        catch (EmailDeliveryException failed)
        {
            _results.Fail(index, failed.Failure);
            if (SendGridFailures.IsOfAccount(failed.Failure)) _stopped = failed.Failure;
        }
        catch (EmailMessageException wrong)
        {
            _results.Fail(index, SendGridFailures.Unsendable(wrong.Message));
        }
        catch (Exception broken) when (_hasPosted)
        {
            Log.SendGridBatchBroke(account.Logger, 1, broken);
            _results.Fail(index, SendGridFailures.Interrupted());
        }

        _hasPosted = true;
    }

    private sealed record Mail(int Index, ReadOnlyMemory<byte> Personalization);
}
