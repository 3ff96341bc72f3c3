using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers.Posting;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>Asks an account what it may do; sends no mail.</summary>
/// <remarks>
/// Two questions within one deadline: GetAccount proves key and region and says whether the account sends, GetEmailIdentity whether the sender is verified. A key that may
/// send and look at nothing (403 AccessDenied, which is only said to a valid signature) passes: what it was not allowed to see is not provable.
/// </remarks>
internal sealed class SesVerification(SesCalls calls, EmailAddress sender, IHttpClientFactory clients, TimeProvider timeProvider)
{
    private const string AccountPath = "v2/email/account";
    private const string IdentityPath = "v2/email/identities/";
    private const int MaxIdentities = 5;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <exception cref="EmailVerificationException">A stage failed.</exception>
    public async Task<VerificationReport> RunAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var started = timeProvider.GetTimestamp();
        var (account, cause) = await GuardAsync(token => AskAccountAsync(token), cancellationToken, either.Token).ConfigureAwait(false);
        var auth = new StageResult(StageOf(account.Failure), account.Failure is null ? StageOutcome.Passed : StageOutcome.Failed, timeProvider.GetElapsedTime(started)) { Facts = account.Facts };
        if (account.Failure is not null) throw Failed(account.Failure, cause, auth, new StageResult(VerificationStage.Sender, StageOutcome.Skipped, TimeSpan.Zero));
        started = timeProvider.GetTimestamp();
        var (identity, _) = await GuardAsync(token => AskIdentitiesAsync(token), cancellationToken, either.Token).ConfigureAwait(false);

        // What could not be asked proves nothing against the sender.
        var isProven = identity.Failure is null || identity.Failure.Kind == FailureKind.SenderRejected;
        var outcome = !isProven || identity.IsPartial ? StageOutcome.NotProvable : identity.Failure is null ? StageOutcome.Passed : StageOutcome.Failed;
        var stage = new StageResult(VerificationStage.Sender, outcome, timeProvider.GetElapsedTime(started));
        if (outcome == StageOutcome.Failed) throw Failed(identity.Failure!, null, auth, stage);
        return new VerificationReport([auth, stage]) { Advice = account.Advice ?? identity.Advice };
    }

    private async Task<Found> AskAccountAsync(CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(AccountPath, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            var failure = Settled(await calls.FailureOfAsync(answer, sender, cancellationToken).ConfigureAwait(false));
            return MayNotLook(failure) ? new Found(null) { Advice = Remedies.SesTestPermission } : new Found(failure);
        }

        using var json = Parse(await PostAnswer.ReadAsync(answer, cancellationToken).ConfigureAwait(false));
        if (json is null) return new Found(Fact(FailureKind.Protocol, SendOutcome.Deferred, null, "Amazon SES gave an answer that is none."));
        var enforcement = Text(json.RootElement, "EnforcementStatus");
        var inSandbox = Flag(json.RootElement, "ProductionAccessEnabled") == false;
        var facts = new Dictionary<string, string> { ["enforcement"] = ServerText.Sanitize(enforcement ?? "unknown"), ["sandbox"] = inSandbox ? "yes" : "no" };
        var failed = enforcement == "SHUTDOWN" ? Fact(FailureKind.Configuration, SendOutcome.Rejected, Remedies.AccountDisabled, "Amazon SES has stopped the account from sending.")
            : Flag(json.RootElement, "SendingEnabled") == false ? Fact(FailureKind.Configuration, SendOutcome.Rejected, Remedies.SesSendingPaused, "Sending is paused for the account in this region.")
            : null;
        return new Found(failed) { Facts = facts, Advice = inSandbox ? Remedies.SesSandbox : null };
    }

    // A verified domain covers its addresses and the domains below it; an address may be verified by itself.
    private async Task<Found> AskIdentitiesAsync(CancellationToken cancellationToken)
    {
        var mayNotLook = false;
        var identities = Identities(out var isCut);
        foreach (var identity in identities)
        {
            using var answer = await GetAsync(IdentityPath + Uri.EscapeDataString(identity), cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.NotFound) continue;
            if (!answer.IsSuccessStatusCode)
            {
                var failure = await calls.FailureOfAsync(answer, sender, cancellationToken).ConfigureAwait(false);
                if (!MayNotLook(failure)) return new Found(failure);

                // A policy may name identities one by one: the domain, and not the address.
                mayNotLook = true;
                continue;
            }

            using var json = Parse(await PostAnswer.ReadAsync(answer, cancellationToken).ConfigureAwait(false));
            if (json is not null && Flag(json.RootElement, "VerifiedForSendingStatus") == true) return new Found(null);
        }

        if (mayNotLook || isCut) return new Found(null) { Advice = mayNotLook ? Remedies.SesTestPermission : null, IsPartial = true };
        return new Found(Fact(FailureKind.SenderRejected, SendOutcome.Rejected, Remedies.SenderNotVerified, "Amazon SES has not verified the sender in this region.") with { Phase = SendPhase.Replied });
    }

    // The likeliest first: the address, its domain, then the domains above from the shortest on.
    private string[] Identities(out bool isCut)
    {
        var mailbox = sender.ToMailbox("fromAddress");
        var labels = mailbox.Domain.Split('.');
        string[] above = [.. Enumerable.Range(2, Math.Max(0, labels.Length - 2)).Select(count => string.Join('.', labels.TakeLast(count))).Where(domain => domain != mailbox.Domain)];
        isCut = above.Length + 2 > MaxIdentities;
        return [mailbox.ToString(), mailbox.Domain, .. above.Take(MaxIdentities - 2)];
    }

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = calls.Request(HttpMethod.Get, path);
        using var client = clients.CreateClient(SesHttp.ClientName);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(Found Found, Exception? Cause)> GuardAsync(Func<CancellationToken, Task<Found>> ask, CancellationToken cancellationToken, CancellationToken either)
    {
        try
        {
            return (await ask(either).ConfigureAwait(false), null);
        }
        catch (HttpRequestException broken)
        {
            return (new Found(SesCalls.Facts(HttpBreak.Judge(broken, hasLeft: false), HttpBreak.PhaseOf(broken, hasLeft: false), HttpBreak.Sentence(broken, "Amazon SES"))), broken);
        }
        catch (IOException cut)
        {
            return (new Found(SesCalls.Facts(new ReplyVerdict(FailureKind.Unavailable, SendOutcome.Deferred), SendPhase.Replied, "Amazon SES's answer was cut short.")), cut);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            return (new Found(SesCalls.Facts(new ReplyVerdict(FailureKind.Timeout, SendOutcome.Deferred), SendPhase.Replied, "Amazon SES did not answer in time.")), late);
        }
    }

    // Nothing was sent that could have been taken, and whatever was said, was said to the key.
    private static EmailFailure Settled(EmailFailure failure) =>
        failure with { Outcome = failure.Outcome == SendOutcome.Uncertain ? SendOutcome.Deferred : failure.Outcome, Phase = SendPhase.Auth, Remedy = failure.Remedy ?? SesClassifier.RemedyOf(new ReplyVerdict(failure.Kind, SendOutcome.Deferred)) };

    private static bool MayNotLook(EmailFailure failure) => failure.Remedy?.Code == Remedies.SesPermission.Code;

    private static VerificationStage StageOf(EmailFailure? failure) => failure switch
    {
        { Phase: SendPhase.Connect, Kind: FailureKind.Dns } => VerificationStage.Dns,
        { Phase: SendPhase.Connect } => VerificationStage.Connect,
        { Phase: SendPhase.Tls } => VerificationStage.Tls,
        _ => VerificationStage.Auth,
    };

    private static EmailVerificationException Failed(EmailFailure failure, Exception? cause, params StageResult[] stages) => new(new VerificationReport(stages) { Failure = failure }, cause);

    private static EmailFailure Fact(FailureKind kind, SendOutcome outcome, Remedy? remedy, string sentence) => SesCalls.Facts(new ReplyVerdict(kind, outcome, Remedy: remedy), SendPhase.Auth, sentence);

    private static JsonDocument? Parse(string body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool? Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.ValueKind == JsonValueKind.True : null;

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    /// <summary>What a question brought.</summary>
    /// <param name="Failure">What stands against the account or the sender; <see langword="null"/>: nothing.</param>
    private sealed record Found(EmailFailure? Failure)
    {
        public Remedy? Advice { get; init; }

        /// <summary>Whether not everything was asked, or answered, that could have proven the sender.</summary>
        public bool IsPartial { get; init; }

        public IReadOnlyDictionary<string, string> Facts { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
    }
}
