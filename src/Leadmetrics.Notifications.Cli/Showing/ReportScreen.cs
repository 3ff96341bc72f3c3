using Leadmetrics.Notifications.Diagnosis;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Draws what a verification found on a screen: the stages with their times, and below them the one thing to do.</summary>
internal static class ReportScreen
{
    private static readonly Style Dim = new(Color.Grey);
    private static readonly Style Strong = new(decoration: Decoration.Bold);

    public static void Draw(IAnsiConsole screen, VerificationReport report, string title)
    {
        if (report.Stages.Count > 0) screen.Write(Stages(report, title, screen.Profile.Capabilities.Unicode));
        screen.Write(Verdict(report));
    }

    private static Table Stages(VerificationReport report, string title, bool unicode)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderStyle(Dim).Title(new TableTitle(Markup.Escape(Terminal.Printable(title)), Strong)).Expand();
        table.AddColumn(new TableColumn(new Text("Stage", Dim)).NoWrap());
        table.AddColumn(new TableColumn(new Text("Time", Dim)).NoWrap().RightAligned());
        table.AddColumn(new TableColumn(new Text("Found", Dim)));
        foreach (var stage in report.Stages)
        {
            var (sign, style) = Look(stage.Outcome, unicode);
            var ran = stage.Outcome is StageOutcome.Passed or StageOutcome.Failed;
            table.AddRow(new Text($"{sign} {ReportView.Name(stage.Stage)}", style), new Text(ran ? Words.Milliseconds(stage.Duration) : "", Dim), Found(stage));
        }

        return table;
    }

    private static Paragraph Found(StageResult stage)
    {
        var found = new Paragraph();
        if (stage.Outcome is StageOutcome.Skipped or StageOutcome.NotProvable) found.Append(ReportView.Outcome(stage.Outcome), Dim);
        var first = stage.Outcome is StageOutcome.Passed or StageOutcome.Failed;
        foreach (var (name, value) in stage.Facts)
        {
            if (!first) found.Append("\n");
            first = false;
            found.Append($"{name} ", Dim).Append(Terminal.Printable(value));
        }

        return found;
    }

    private static Panel Verdict(VerificationReport report)
    {
        if (report.Failure is not { } failure) return Framed(new Text($"Passed. No mail was sent.{(report.Advice is { } advice ? $"\n\n{advice.Sentence}" : "")}"), "OK", Color.Green);
        var said = new Paragraph(Terminal.Printable(failure.Message));
        if (failure.Remedy is { } remedy) said.Append("\n\n").Append(remedy.Sentence, Strong);
        return Framed(said, "What to do", Color.Red);
    }

    private static Panel Framed(IRenderable content, string header, Color color) =>
        new Panel(content).Header($"[bold] {header} [/]").Border(BoxBorder.Rounded).BorderStyle(new Style(color)).Padding(1, 0).Expand();

    // In words where the screen has no signs: colour alone tells nobody who does not see it.
    private static (string Sign, Style Style) Look(StageOutcome outcome, bool unicode) => outcome switch
    {
        StageOutcome.Passed => (unicode ? "\u2714" : "ok", new Style(Color.Green)),
        StageOutcome.Failed => (unicode ? "\u2718" : "FAILED", new Style(Color.Red, decoration: Decoration.Bold)),
        StageOutcome.NotProvable => ("?", new Style(Color.Yellow)),
        _ => ("-", Dim),
    };
}
