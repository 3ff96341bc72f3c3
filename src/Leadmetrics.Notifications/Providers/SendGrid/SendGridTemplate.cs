using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Mime.Html;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>A batch's message with its <c>{{key}}</c> places rewritten to tags that SendGrid fills in for each mail.</summary>
/// <remarks>
/// A value stands in text as it is, and in HTML encoded: so each key has one tag for either. Tags hold a mark that is made of the batch's ids, and that stands nowhere in the
/// message or in any value: nobody can write one, and SendGrid, which fills in one tag after the other, finds none in what it has filled in. The subject is filled here, for
/// each mail its own.
/// </remarks>
internal sealed class SendGridTemplate
{
    // Without a scheme, a link that is all a value would be taken for one inside the page, and left out of the text.
    private const string LinkMark = "https://";

    private readonly List<(string Key, string Tag)> _ofText = [];
    private readonly List<(string Key, string Tag)> _ofHtml = [];

    private SendGridTemplate(EmailBatchSubmission batch)
    {
        var message = batch.Message;
        var mark = MarkOf(batch);
        var html = Rewrite(message.Html, _ofHtml, $"-{mark}.h", marksLinks: false);
        var text = message is { TextFromHtml: true, Text: null, Html: { } source } ? TextOf(source, mark) : Rewrite(message.Text, _ofText, $"-{mark}.t", marksLinks: false);
        Message = message with { Text = text, Html = html };
        var subjectKeys = new HashSet<string>(StringComparer.Ordinal);
        BatchText.Keys(message.Subject, subjectKeys);
        HasOwnSubjects = subjectKeys.Count > 0;
    }

    /// <summary>What all mails share.</summary>
    public EmailMessage Message { get; }

    /// <summary>Whether each mail has a subject of its own.</summary>
    public bool HasOwnSubjects { get; }

    /// <summary>Whether there are tags at all.</summary>
    public bool HasSubstitutions => _ofText.Count + _ofHtml.Count > 0;

    public static SendGridTemplate Of(EmailBatchSubmission batch) => new(batch);

    /// <summary>A mail's own subject.</summary>
    public string SubjectOf(EmailBatchItem item) => BatchText.Fill(Message.Subject, item.Recipient.Values, isHtml: false)!;

    /// <summary>A mail's tags with its values.</summary>
    public IEnumerable<(string Tag, string Value)> SubstitutionsOf(EmailBatchItem item) =>
        _ofText.Select(tag => (tag.Tag, BatchText.Value(item.Recipient.Values[tag.Key], isHtml: false)))
            .Concat(_ofHtml.Select(tag => (tag.Tag, BatchText.Value(item.Recipient.Values[tag.Key], isHtml: true))));

    // The text is derived from tags, not from braces: text may hold {{key}} where HTML held none, as entities.
    private string TextOf(string html, string mark)
    {
        List<(string Key, string Tag)> passing = [];
        var text = HtmlText.From(Rewrite(html, passing, $"-{mark}.d", marksLinks: true)!);
        foreach (var (key, tag) in passing)
        {
            var behindScheme = BehindScheme(tag);
            if (!text.Contains(tag, StringComparison.OrdinalIgnoreCase) && !text.Contains(behindScheme, StringComparison.OrdinalIgnoreCase)) continue;
            var own = TagOf($"-{mark}.t", _ofText.Count);
            _ofText.Add((key, own));
            text = text.Replace(LinkMark + tag, own, StringComparison.OrdinalIgnoreCase).Replace(tag, own, StringComparison.OrdinalIgnoreCase).Replace(behindScheme, own, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    private static string? Rewrite(string? text, List<(string Key, string Tag)> tags, string prefix, bool marksLinks)
    {
        if (text is null || !text.Contains("{{", StringComparison.Ordinal)) return text;
        var rewritten = new StringBuilder(text.Length);
        BatchText.Walk(
            text,
            piece => rewritten.Append(piece.Span),
            key =>
            {
                var known = tags.FindIndex(tag => tag.Key == key);
                if (known < 0)
                {
                    known = tags.Count;
                    tags.Add((key, TagOf(prefix, known)));
                }

                var tag = tags[known].Tag;
                if (marksLinks && BeginsLink(rewritten)) rewritten.Append(LinkMark);
                else if (marksLinks && EndOf(rewritten).EndsWith("//", StringComparison.Ordinal)) tag = BehindScheme(tag);
                rewritten.Append(tag);
            });
        return rewritten.ToString();
    }

    private static string TagOf(string prefix, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{index}-");

    // Another tag, so that a scheme that stands in the message itself is not taken for a mark.
    private static string BehindScheme(string tag) => tag.Replace(".d", ".e", StringComparison.Ordinal);

    private static bool BeginsLink(StringBuilder html) => EndOf(html).TrimEnd('"', '\'', ' ').EndsWith("href=", StringComparison.OrdinalIgnoreCase);

    private static string EndOf(StringBuilder html)
    {
        const int Longest = 8;
        return html.ToString(Math.Max(0, html.Length - Longest), Math.Min(Longest, html.Length));
    }

    // From the ids, so that a try has the tags of the try before; the ids were minted after the values were given.
    private static string MarkOf(EmailBatchSubmission batch)
    {
        for (var i = 0; ; i++)
        {
            var mark = "lmn" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{i}:{batch.Items[0].MessageId}"))).AsSpan(0, 4));
            if (!Stands(mark, batch)) return mark;
        }
    }

    private static bool Stands(string mark, EmailBatchSubmission batch) =>
        Holds(batch.Message.Subject, mark) || Holds(batch.Message.Text, mark) || Holds(batch.Message.Html, mark) || Holds(batch.Message.Calendar?.Object, mark)
        || batch.Items.Any(item => item.Recipient.Values.Values.Any(value => Holds(value, mark)));

    private static bool Holds(string? text, string mark) => text?.Contains(mark, StringComparison.OrdinalIgnoreCase) == true;
}
