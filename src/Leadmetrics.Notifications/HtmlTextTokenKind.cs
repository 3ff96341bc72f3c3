namespace Leadmetrics.Notifications;

/// <summary>What an <see cref="HtmlTextTokens"/> stands at.</summary>
internal enum HtmlTextTokenKind
{
    Text,
    StartTag,
    EndTag,
}
