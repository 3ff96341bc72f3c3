using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Cli.Running;

/// <summary>Why a verb stopped, as a sentence and an exit code.</summary>
internal sealed record Explanation(ExitCode ExitCode, string? Field, string Sentence)
{
    /// <param name="stopped">What stopped the verb.</param>
    /// <param name="verb">The verb: nobody is sent to an option that it does not have.</param>
    public static Explanation Of(Exception stopped, Command verb) => stopped switch
    {
        Refusal refusal => new Explanation(refusal.ExitCode, refusal.Field, refusal.Message),
        EmailMessageException message => Named(ExitCode.Usage, FieldNames.OfMessage(message.Field), message.Message),
        QueueRefusedException refused => new Explanation(ExitCode.Usage, FieldNames.OfRefusal(refused.Refusal), $"{FieldNames.OfRefusal(refused.Refusal)}: {refused.Message}"),
        ProviderConfigException config => OfConfig(config, verb),
        DomainQuestionException question => new Explanation(ExitCode.Usage, FieldNames.OfQuestion(question.Field), $"{FieldNames.OfQuestion(question.Field)} {question.Reason}."),
        ConfigSealException unreadable => new Explanation(ExitCode.Configuration, "LMN_KEY", unreadable.Message),
        OptionsValidationException options => OfOptions(options),
        StoreException store => new Explanation(ExitCode.Configuration, "LMN_DB", store.Message),
        ProviderNotFoundException missing => new Explanation(ExitCode.Usage, "ID", missing.Message),
        EmailDeliveryException failed => new Explanation(Verdict.Of(failed.Failure), null, failed.Message),
        OperationCanceledException => new Explanation(ExitCode.Failed, null, "Cancelled before anything was done."),

        // Nobody knows how far it had come: the one code that nobody repeats blindly.
        _ => new Explanation(ExitCode.Uncertain, null, $"This is a fault of lmn itself: {stopped}"),
    };

    /// <summary>What is said of it for programs beside the sentence.</summary>
    private ProviderConfigException? Refused { get; init; }

    public ExitCode Show(Terminal terminal)
    {
        Terminal.Complain(Sentence);
        var error = new JsonObject { ["exitCode"] = (int)ExitCode, ["field"] = Field, ["message"] = Sentence };
        if (Refused?.Remedy is { } remedy) error["code"] = remedy.Code;
        if (SuggestionView.ToJson(Refused?.Suggestion) is { } meant) error["suggestion"] = meant;
        terminal.Result(new JsonObject { ["error"] = error });
        return ExitCode;
    }

    private static Explanation Named(ExitCode exitCode, string? name, string message) => new(exitCode, name, name is null ? message : $"{name}: {message}");

    private static Explanation OfConfig(ProviderConfigException refused, Command verb)
    {
        var option = FieldNames.OfConfig(refused.Field);
        if (!verb.Options.Any(known => known.Name == option)) option = null;
        var fix = refused.Remedy is { } remedy ? $". {remedy.Sentence}{SuggestionView.Say(refused.Suggestion)}" : "";
        return Named(ExitCode.Configuration, option, refused.Message + fix) with { Refused = refused };
    }

    private static Explanation OfOptions(OptionsValidationException options)
    {
        var sentences = options.Failures.Select(FieldNames.InOption).ToArray();
        return new Explanation(ExitCode.Configuration, sentences.Length == 1 ? sentences[0].Split(' ')[0] : null, string.Join(Environment.NewLine, sentences));
    }
}
