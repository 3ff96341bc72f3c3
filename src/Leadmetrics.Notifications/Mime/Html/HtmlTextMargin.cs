namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>What a quote or a list item puts before each of its lines.</summary>
/// <param name="First">Before the first one.</param>
/// <param name="Rest">Before the others, of the same length.</param>
internal readonly record struct HtmlTextMargin(string First, string Rest)
{
    public static readonly HtmlTextMargin Quote = new("> ", "> ");

    public static readonly HtmlTextMargin Definition = new("  ", "  ");

    public static HtmlTextMargin Item(string marker) => new(marker, new string(' ', marker.Length));
}
