using System.Collections.Frozen;
using System.Globalization;

namespace Leadmetrics.Notifications.Diagnosis;

/// <summary>What a verification found, stage by stage. No mail was sent.</summary>
/// <param name="Stages">The stages in the order of <see cref="VerificationStage"/>; those that a provider does not have are left out.</param>
public sealed record VerificationReport(IReadOnlyList<StageResult> Stages)
{
    /// <summary>Why it failed; <see langword="null"/> where it passed.</summary>
    public EmailFailure? Failure { get; init; }

    /// <summary>What a tenant admin should know of an account that works, such as that it sends to verified recipients alone.</summary>
    /// <value><see langword="null"/>: nothing.</value>
    public Remedy? Advice { get; init; }

    /// <summary>Whether no stage failed.</summary>
    public bool Passed => Failure is null;

    /// <summary>All a tenant is told of a refused or failed connect.</summary>
    public TenantOutcome TenantOutcome => TenantOutcomes.Of(Failure);

    /// <summary><see cref="TenantOutcome"/> as a word: <c>blocked, dns, connect, tls, auth, protocol, configuration</c> or <c>ok</c>.</summary>
    public string Summary => TenantOutcome.ToWord();

    /// <summary>The report as a tenant may see it: stages with their outcomes, the failure's kind, sentence and remedy, and the advice.</summary>
    /// <returns>A report without facts and durations, and without what a server said before authentication.</returns>
    /// <remarks>
    /// Left out are addresses, banners, capabilities and certificates, since before authentication any machine may have answered; the words of a server that
    /// refuses an account are kept. What is left to whoever tries hosts: a name that resolves to a denied address (blocked) is told from one that does not
    /// resolve (dns), a port that refuses from one that keeps silent (the remedy, and how long the whole call takes), on public hosts and allowed ports alone.
    /// A denied host never waits for a network: it takes as long as resolving its name. Where even that is too much, limit how often a tenant may test.
    /// </remarks>
    public VerificationReport ForTenant() => new([.. Stages.Select(stage => stage with { Duration = TimeSpan.Zero, Facts = FrozenDictionary<string, string>.Empty })])
    {
        Failure = Failure?.ForTenant(),
        Advice = Advice,
    };

    /// <summary>Everything found, in one line for the operator's log: the words of a server that refuses an account are left out, since they may name a person.</summary>
    internal string Describe()
    {
        var found = string.Join(", ", Stages.Where(stage => stage.Outcome != StageOutcome.Skipped).Select(Describe));
        return Failure switch
        {
            null => found,
            { Response: { } said, Phase: < SendPhase.Auth } => string.Create(CultureInfo.InvariantCulture, $"{found}; {Failure.Kind} at {Failure.Phase}: {said.Code} {said.Text}"),
            { Response: { } said } => string.Create(CultureInfo.InvariantCulture, $"{found}; {Failure.Kind} at {Failure.Phase}: {said.Code} {said.EnhancedCode}"),
            _ => $"{found}; {Failure.Kind} at {Failure.Phase}",
        };
    }

    private static string Describe(StageResult stage)
    {
        // What is said of an envelope names people.
        var facts = stage.Facts.Count == 0 || stage.Stage == VerificationStage.Sender ? "" : $" ({string.Join("; ", stage.Facts.Select(fact => $"{fact.Key}: {fact.Value}"))})";
        return string.Create(CultureInfo.InvariantCulture, $"{stage.Stage} {stage.Outcome} in {stage.Duration.TotalMilliseconds:0} ms{facts}");
    }
}
