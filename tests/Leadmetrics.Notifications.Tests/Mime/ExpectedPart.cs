using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What every reader has to make of a part that is not text or HTML.</summary>
internal sealed record ExpectedPart
{
    private ExpectedPart()
    {
    }

    public string? FileName { get; private init; }

    public required string Type { get; init; }

    public string Subtype => Type[(Type.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public string? Method { get; private init; }

    public string? ContentId { get; private init; }

    public string? Disposition { get; private init; }

    /// <summary>Whether it stands beside the HTML that refers to it.</summary>
    public bool IsRelated { get; private init; }

    /// <summary>Whether it is a third form of the body.</summary>
    public bool IsBody { get; private init; }

    public required byte[] Content { get; init; }

    public static ExpectedPart Of(EmailAttachment given, bool hasHtml)
    {
        using var stream = given.OpenAsync().AsTask().GetAwaiter().GetResult();
        using var content = new MemoryStream();
        stream.CopyToAsync(content).GetAwaiter().GetResult();
        var isContainer = given.ContentType.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || given.ContentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        return new ExpectedPart
        {
            FileName = FileNames.Clean(given.FileName),
            Type = isContainer ? "application/octet-stream" : given.ContentType,
            ContentId = given.ContentId is { } id ? $"<{id}>" : null,
            Disposition = given.ContentId is null ? "attachment" : "inline",
            IsRelated = hasHtml && given.ContentId is not null,
            Content = content.ToArray(),
        };
    }

    public static ExpectedPart Body(EmailCalendar calendar) => new() { Type = "text/calendar", Method = calendar.Method, IsBody = true, Content = Octets(calendar) };

    public static ExpectedPart File(EmailCalendar calendar) =>
        new() { FileName = FileNames.Clean(calendar.FileName), Type = "application/ics", Disposition = "attachment", Content = Octets(calendar) };

    private static byte[] Octets(EmailCalendar calendar) => System.Text.Encoding.UTF8.GetBytes(Texts.AsBody(calendar.Content));
}
