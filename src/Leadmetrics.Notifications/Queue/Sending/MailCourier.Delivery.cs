using Leadmetrics.Notifications.Queue.Bodies;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Queue.Sending;

// One mail on its way through its tenant's candidates.
internal sealed partial class MailCourier
{
    private sealed class Delivery(MailCourier courier, ClaimedMail mail, Func<CancellationToken, ValueTask> gate)
    {
        private readonly long _started = courier._timeProvider.GetTimestamp();
        private RouteCandidate? _called;
        private int _recipients;
        private bool _hasPassed;

        private TenantId Tenant => mail.Lease.Tenant;

        public async Task<CourierReport> RunAsync(StoredMail stored, MessageMeasure measure, CancellationToken cancellationToken)
        {
            EmailRoute route;
            EmailSubmission whole;
            IReadOnlySet<Mailbox> suppressed;
            try
            {
                whole = Submit(stored);
                _recipients = whole.Recipients.Count;
                route = await ResolveAsync(cancellationToken).ConfigureAwait(false);
                suppressed = await courier._suppressions.FindAsync(whole, Tenant, cancellationToken).ConfigureAwait(false);

                // Told once, not with each try.
                if (mail.Attempt == 0) courier._telemetry.Settled(TelemetryWords.None, RecipientOutcome.Suppressed, suppressed.Count);
                if (suppressed.Count == whole.Recipients.Count) throw new EmailDeliveryException(SuppressionFilter.NobodyLeft(whole.MessageId, whole.Recipients));
            }
            catch (Exception failed) when (!IsTheCallers(failed, cancellationToken))
            {
                measure.FailedBefore(failed);
                return Judge(failed);
            }

            var report = await WalkAsync(CandidatesOf(route), whole, suppressed, measure, cancellationToken).ConfigureAwait(false);
            return IsFreeElsewhere(route) ? MailVerdict.Alone(report) : report;
        }

        /// <summary>What becomes of the mail where something broke that no provider tells as a value.</summary>
        public CourierReport Broke(Exception broken, MessageMeasure measure)
        {
            measure.Failed(broken, _recipients);
            return Judge(broken);
        }

        private CourierReport Judge(Exception broken)
        {
            // The gate's store, or the one that an attachment is in: what throws these has sent nothing.
            if (broken is StoreException or EmailMessageException { InnerException: not null } && HasStore(broken)) return MailVerdict.Unavailable(mail);
            switch (broken)
            {
                case EmailDeliveryException delivery:
                    return MailVerdict.Of(delivery.Failure, mail, Tried(), null, courier.Chance());
                case MailBodyException unreadable:
                    return courier.Poison(mail, unreadable.Message, unreadable);

                // Of a queued mail's attachments the code is ours: what broke in it is no verdict on the mail.
                case EmailMessageException { InnerException: null } refused:
                    return MailVerdict.Of(TenantMailer.FailureOf(refused), mail, Tried(), null, courier.Chance());
            }

            Log.CourierBroke(courier._logger, mail.Lease.Id, broken);
            var mayHaveLeft = _hasPassed && broken is not EmailMessageException;
            var failure = new EmailFailure
            {
                Kind = FailureKind.Unavailable,
                Phase = mayHaveLeft ? SendPhase.DotSent : SendPhase.Data,
                Outcome = mayHaveLeft ? SendOutcome.Uncertain : SendOutcome.Deferred,
                Message = mayHaveLeft ? "The worker met an error while it sent the mail: whether it was sent is not known." : "The worker met an error before the mail was sent.",
            };
            return MailVerdict.Of(failure, mail, Tried(), null, courier.Chance());
        }

        private static bool HasStore(Exception? broken)
        {
            for (var at = broken; at is not null; at = at.InnerException)
            {
                if (at is StoreException) return true;
            }

            return false;
        }

        private EmailSubmission Submit(StoredMail stored)
        {
            EmailSubmission whole;
            try
            {
                whole = EmailSubmission.Create(stored.Message, mail.MessageId, mail.Date, Tenant, stored.Options) with { Gate = PassAsync };
            }
            catch (ArgumentException unreadable)
            {
                throw new MailBodyException("What is stored of the mail has no Message-ID.", unreadable);
            }

            if (mail.Open is not { } open) return whole;
            var names = open.ToHashSet(StringComparer.Ordinal);
            Mailbox[] recipients = [.. whole.Recipients.Where(recipient => names.Contains(recipient.ToString()))];

            // Sending to all instead would send again to those who have it.
            return recipients.Length > 0 ? whole.For(recipients) : throw new MailBodyException("None of the recipients that are open is one of the message's.");
        }

        private async ValueTask PassAsync(CancellationToken cancellationToken)
        {
            await gate(cancellationToken).ConfigureAwait(false);
            _hasPassed = true;
        }

        private async ValueTask<EmailRoute> ResolveAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await courier._resolver.ResolveAsync(Tenant, cancellationToken).ConfigureAwait(false);
            }
            catch (EmailDeliveryException failed)
            {
                if (courier._unresolved.IsDue()) Log.RouteNotFound(courier._logger, failed.Kind, failed);
                throw;
            }
        }

        // Nobody knows whether it got through that account: another one would make a copy that the first server cannot tell by its Message-ID.
        private IReadOnlyList<RouteCandidate> CandidatesOf(EmailRoute route)
        {
            if (mail.Pinned is not { } pinned) return route.Candidates;
            RouteCandidate[] only = [.. route.Candidates.Where(candidate => candidate.Account == pinned)];
            return only.Length > 0 ? only : route.Candidates;
        }

        // It waits for the account that it keeps to, while others of its tenant's mail could go.
        private bool IsFreeElsewhere(EmailRoute route) =>
            mail.Pinned is { } pinned && route.Candidates.Any(candidate => candidate.Account == pinned) && route.Candidates.Any(candidate => candidate.Account != pinned && IsFree(candidate));

        private async Task<CourierReport> WalkAsync(IReadOnlyList<RouteCandidate> candidates, EmailSubmission whole, IReadOnlySet<Mailbox> suppressed, MessageMeasure measure, CancellationToken cancellationToken)
        {
            var submission = SuppressionFilter.Without(whole, suppressed);
            TimeSpan? shortest = null;
            EmailDeliveryException? last = null;
            CourierReport? later = null;
            foreach (var candidate in candidates)
            {
                var account = BreakerBoard.KeyOf(Tenant, candidate);
                var pass = await courier._breakers.AskAsync(account, candidate.Version, cancellationToken).ConfigureAwait(false);
                if (pass.Wait is { } wait)
                {
                    shortest = shortest is { } known && known < wait ? known : wait;
                    continue;
                }

                if (last is not null) courier._changes.Tell(Tenant, _called!, candidate, last.Failure, whole.MessageId);
                _called = candidate;
                try
                {
                    var result = await candidate.Provider.SendAsync(submission, cancellationToken).ConfigureAwait(false);
                    measure.Ended(result, whole.Recipients.Count);
                    var report = MailVerdict.Of(Merged(result, whole, suppressed), mail, Tried(), courier.Chance());
                    await SentAsync(account, candidate, pass, result).ConfigureAwait(false);
                    return report;
                }
                catch (EmailDeliveryException failed)
                {
                    var failure = failed.Failure;
                    if (await FailedAsync(account, candidate, pass, failure).ConfigureAwait(false) is { } opened) shortest = shortest is { } known && known < opened ? known : opened;
                    if (!Failover.IsTheProvidersFault(failure))
                    {
                        measure.Failed(failed, whole.Recipients.Count);
                        return MailVerdict.Of(Merged(failure, whole, suppressed), mail, Tried(), candidates.Any(IsFree) ? TimeSpan.Zero : shortest, courier.Chance());
                    }

                    last = failed;
                    if (FailureCourses.Of(failure) == FailureCourse.Later) later = MailVerdict.Of(failure, mail, Tried(), null, courier.Chance());
                }
            }

            if (last is not null) measure.Failed(last, whole.Recipients.Count);

            // One that may be the mail's own doing is a try, whatever became of the other candidates.
            return later ?? MailVerdict.Waiting(mail, shortest);
        }

        private async ValueTask SentAsync(AccountKey account, RouteCandidate candidate, BreakerPass pass, EmailSendResult result)
        {
            await courier._breakers.CloseAsync(account, pass.Seen).ConfigureAwait(false);
            if (result.Interruption is { } interruption && FailureCourses.Of(interruption) is FailureCourse.Account or FailureCourse.Throttled) await courier._breakers.OpenAsync(account, candidate, null, interruption).ConfigureAwait(false);
        }

        private async ValueTask<TimeSpan?> FailedAsync(AccountKey account, RouteCandidate candidate, BreakerPass pass, EmailFailure failure)
        {
            if (FailureCourses.Of(failure) is FailureCourse.Account or FailureCourse.Throttled) return await courier._breakers.OpenAsync(account, candidate, pass.Seen, failure).ConfigureAwait(false);
            if (Failover.IsWorking(failure)) await courier._breakers.CloseAsync(account, pass.Seen).ConfigureAwait(false);
            return null;
        }

        private bool IsFree(RouteCandidate candidate) => !courier._breakers.IsOpen(BreakerBoard.KeyOf(Tenant, candidate), candidate.Version);

        private SendTry Tried() => new(_called?.Account, _called?.Provider.Name, courier._timeProvider.GetElapsedTime(_started), _recipients);

        private static EmailSendResult Merged(EmailSendResult result, EmailSubmission whole, IReadOnlySet<Mailbox> suppressed) =>
            suppressed.Count == 0 || result.Recipients.Count == 0 ? result : result with { Recipients = SuppressionFilter.Merge(whole.Recipients, suppressed, result.Recipients) };

        private static EmailFailure Merged(EmailFailure failure, EmailSubmission whole, IReadOnlySet<Mailbox> suppressed) =>
            suppressed.Count == 0 || failure.Recipients.Count == 0 ? failure : failure with { Recipients = SuppressionFilter.Merge(whole.Recipients, suppressed, failure.Recipients) };
    }
}
