namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>An element that has begun, and what its end has to undo.</summary>
internal struct HtmlTextOpen
{
    public HtmlTextRole Role { get; init; }

    public int Break { get; init; }

    public bool Hides { get; init; }

    public bool HasMargin { get; init; }

    public HtmlTextLink? Link { get; init; }

    /// <summary>Where the link's text begins.</summary>
    public int From { get; init; }

    /// <summary>The line before the link's text.</summary>
    public int Line { get; init; }

    public HtmlTextRow? Row { get; init; }

    /// <summary>A numbered list's last number.</summary>
    public int Number { get; set; }
}
