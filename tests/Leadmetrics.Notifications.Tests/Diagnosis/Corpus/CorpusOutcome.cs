using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>What a verification said of a set-up, how long it took, and what it did that it may not.</summary>
internal sealed record CorpusOutcome(VerificationReport Report, TimeSpan Took, IReadOnlyList<string> Offences);
