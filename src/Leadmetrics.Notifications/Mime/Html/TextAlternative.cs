namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>Gives a message the text form that it asks to be derived from its HTML.</summary>
internal static class TextAlternative
{
    /// <summary>The submission with its text form; the same one where it has one, or asks for none.</summary>
    public static EmailSubmission Derive(EmailSubmission submission)
    {
        var message = submission.Message;
        return message is { TextFromHtml: true, Text: null, Html: { } html } ? submission.With(message with { Text = HtmlText.From(html) }) : submission;
    }
}
