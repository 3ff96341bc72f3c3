using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>Where a verb shows what came of it: text for people, or one JSON object for programs.</summary>
/// <remarks>With JSON, standard output holds that object and nothing else; people's text goes to standard error. Complaints always go there.</remarks>
internal sealed class Terminal(bool json)
{
    /// <summary>JSON for standard output, not for a page: what is read there shall read as it was written.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsJson => json;

    private TextWriter People => json ? Console.Error : Console.Out;

    private bool IsScreen => json ? !Console.IsErrorRedirected : !Console.IsOutputRedirected;

    /// <summary>A line for people.</summary>
    public void Say(string line) => People.WriteLine(Printable(line));

    /// <summary>Lines for people that a script which reads standard output does not want: what went wrong, and warnings.</summary>
    public static void Complain(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n')) Console.Error.WriteLine(Printable(line));
    }

    /// <summary>The object for programs; called once a run.</summary>
    public void Result(JsonObject result)
    {
        if (json) Console.Out.WriteLine(result.ToJsonString(Readable));
    }

    /// <summary>A table: drawn on a screen, plain columns in a pipe.</summary>
    public void Show(Listing listing)
    {
        if (Screen() is { } screen) Draw(listing, screen);
        else listing.WriteTo(People, Printable);
    }

    /// <summary>The screen that people look at; <see langword="null"/> where they read a pipe.</summary>
    public IAnsiConsole? Screen() => IsScreen ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(People) }) : null;

    /// <summary>What is drawn over and over for people; <see langword="null"/> where they read a pipe, or a program asked.</summary>
    public LiveBlock? Live() => json || Screen() is not { } screen ? null : new LiveBlock(Console.Out, () => screen.Profile.Width);

    /// <summary>Runs something that takes a moment; people at a screen see that it does.</summary>
    public async Task<T> WhileAsync<T>(string what, Func<Task<T>> work) =>
        Screen() is { } screen ? await screen.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(Printable(what)), _ => work()) : await work();

    private static void Draw(Listing listing, IAnsiConsole screen)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in listing.Columns) table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        foreach (var row in listing.Rows) table.AddRow(row.Select(cell => new Text(Printable(cell))));
        screen.Write(table);
    }

    // Names and servers' words come from others: no escape sequence of theirs reaches the screen.
    public static string Printable(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? '?' : source[i];
    });
}
