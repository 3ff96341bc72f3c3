namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>What an <see cref="HtmlTextTokens"/> stands at.</summary>
internal enum HtmlTextTokenKind
{
    Text,
    StartTag,
    EndTag,
}
