using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>What the library throws as the problem that a caller is told. What is not named here is the host's to answer: 500, without a word of it.</summary>
internal static class Problems
{
    /// <returns>The problem; <see langword="null"/> where the exception is none that a caller can do something about.</returns>
    public static ProblemException? Of(Exception failed) => failed switch
    {
        ProblemException problem => problem,
        ProviderNotFoundException => ProblemException.NotFound("provider"),
        ProviderConfigException refused => new(ProblemTypes.InvalidSettings, Sentence($"config.{refused.Field}", refused.Reason))
        {
            Field = $"config.{refused.Field}",
            Remedy = refused.Remedy,
            Suggestion = SuggestionAnswer.Of(refused.Suggestion),
        },
        EmailMessageException wrong => Of(wrong, ""),
        QueueRefusedException refused => Of(refused),
        EmailDeliveryException undelivered => Of(undelivered.Failure),
        DomainQuestionException { Field: "dkimSelectors" } wrong => ProblemException.Invalid("selector", wrong.Reason.TrimEnd('.')),
        DomainQuestionException wrong => new(ProblemTypes.InvalidField, Sentence(wrong.Message)) { Field = wrong.Field },
        ConfigSealException => new(ProblemTypes.NoProvider, "The provider's settings cannot be opened on this host: its key is missing."),
        StoreException { Failure: StoreFailure.Conflict } => new(ProblemTypes.Conflict, "Somebody else changed it at the same time: look at it again."),
        StoreException { Failure: StoreFailure.Refused } => new(ProblemTypes.InvalidField, "The database does not take it: a value is out of bounds."),
        StoreException { Failure: StoreFailure.Unavailable } => new(ProblemTypes.StoreUnavailable, "The database does not answer. Nothing is known to be stored."),
        StoreException => new(ProblemTypes.StoreUnavailable, "The database is not of this version: it is to be migrated."),
        _ => null,
    };

    /// <summary>A message that is refused.</summary>
    /// <param name="wrong">Why.</param>
    /// <param name="place">Where in the body it stands, with a dot behind it; empty: it is the body.</param>
    public static ProblemException Of(EmailMessageException wrong, string place) =>
        new(wrong.IsTooLarge ? ProblemTypes.TooLarge : ProblemTypes.InvalidMessage, Sentence($"{place}{wrong.Field}", wrong.Reason)) { Field = $"{place}{wrong.Field}" };

    /// <summary>The facts of a send that reached nobody.</summary>
    public static ProblemException Of(EmailFailure failure) => new(TypeOf(failure), failure.Message)
    {
        RetryAfter = failure.IsTransient ? failure.RetryAfter : null,
        Remedy = failure.Remedy,
        Failure = FailureAnswer.Of(failure),
    };

    private static ProblemType TypeOf(EmailFailure failure) => failure switch
    {
        { Outcome: SendOutcome.Uncertain } => ProblemTypes.DeliveryUncertain,
        { Kind: FailureKind.LimitReached or FailureKind.Throttled, IsTransient: true } => ProblemTypes.LimitReached,
        { Kind: FailureKind.Configuration, Phase: SendPhase.Resolve } => ProblemTypes.NoProvider,
        { IsTransient: true } => ProblemTypes.DeliveryDeferred,
        _ => ProblemTypes.DeliveryRejected,
    };

    private static ProblemException Of(QueueRefusedException refused) => refused.Refusal switch
    {
        QueueRefusal.KeyReused => new(ProblemTypes.KeyReused, "Another mail was queued under this key.") { Field = "Idempotency-Key" },
        QueueRefusal.SendAtPast or QueueRefusal.SendAtFar => new(ProblemTypes.QueueRefused, refused.Message) { Field = "sendAt" },
        _ => new(ProblemTypes.QueueRefused, refused.Message) { Field = "expiresAt" },
    };

    private static string Sentence(string field, string reason) => Sentence($"{field} {reason}");

    private static string Sentence(string words) => words.EndsWith('.') ? words : words + '.';
}
