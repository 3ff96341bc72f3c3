using System.CommandLine;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary>The message to send.</summary>
internal sealed class MessageOptions
{
    private const string DefaultSubject = "A test by lmn";
    private const string DefaultText = "This message was sent by lmn, the command line of Leadmetrics.Notifications.";

    private readonly Option<string[]> _to = Several("--to", "Who it is for: an address, or 'Name <address>'.", "ADDRESS");
    private readonly Option<string[]> _cc = Several("--cc", "Who gets a copy.", "ADDRESS");
    private readonly Option<string[]> _bcc = Several("--bcc", "Who gets a copy without being named.", "ADDRESS");
    private readonly Option<string[]> _replyTo = Several("--reply-to", "Where answers go.", "ADDRESS");
    private readonly Option<string?> _subject = new("--subject") { Description = "The subject.", HelpName = "TEXT" };
    private readonly Option<string?> _text = new("--text") { Description = "The plain text body.", HelpName = "TEXT" };
    private readonly Option<string?> _html = new("--html") { Description = "The HTML body.", HelpName = "HTML" };
    private readonly Option<string[]> _attach = Several("--attach", "A file to attach.", "FILE");
    private readonly Option<string[]> _header = Several("--header", "A further header field, 'Name: value'.", "FIELD");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_to, _cc, _bcc, _replyTo, _subject, _text, _html, _attach, _header]) command.Add(option);
    }

    public EmailMessage Read(VerbRun run) => new()
    {
        To = Addresses(run, _to),
        Cc = Addresses(run, _cc),
        Bcc = Addresses(run, _bcc),
        ReplyTo = Addresses(run, _replyTo),
        Subject = run.Get(_subject) ?? DefaultSubject,
        Html = run.Get(_html),
        Text = run.Get(_text) ?? (run.Get(_html) is null ? DefaultText : null),
        Attachments = [.. (run.Get(_attach) ?? []).Select(Attachment)],
        Headers = Headers(run.Get(_header) ?? []),
    };

    /// <summary>Reads one address; what it holds is checked with the message.</summary>
    public static EmailAddress Address(string option, string text) =>
        EmailAddress.TryParse(text, out var address) ? address : throw Refusal.Usage(option, "is neither an address nor 'Name <address>'.");

    /// <summary>Reads the sender that a provider's settings get: no message follows with which it could be checked.</summary>
    public static EmailAddress Sender(string option, string text)
    {
        var sender = Address(option, text);
        try
        {
            sender.ToMailbox(option);
            return sender;
        }
        catch (EmailMessageException wrong)
        {
            throw Refusal.Usage(option, $"{wrong.Reason}.");
        }
    }

    private static Option<string[]> Several(string name, string description, string value) =>
        new(name) { Description = description + " May be given several times.", HelpName = value };

    private static EmailAddress[] Addresses(VerbRun run, Option<string[]> option) => [.. (run.Get(option) ?? []).Select(text => Address(option.Name, text))];

    private static EmailAttachment Attachment(string path) => File.Exists(path)
        ? EmailAttachment.FromFile(path)
        : throw Refusal.Usage("--attach", $"names {path}, which is not a file that can be read.");

    private static Dictionary<string, string> Headers(string[] fields)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1) throw Refusal.Usage("--header", "is not of the form 'Name: value'.");
            if (!headers.TryAdd(field[..colon].Trim(), field[(colon + 1)..].Trim())) throw Refusal.Usage("--header", $"gives {field[..colon].Trim()} twice.");
        }

        return headers;
    }
}
