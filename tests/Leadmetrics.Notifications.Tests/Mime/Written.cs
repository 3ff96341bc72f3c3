using System.IO.Pipelines;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Writes messages for tests, and holds what is true of each.</summary>
internal static class Written
{
    public const string MessageId = "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com";

    public static readonly EmailAddress Sender = new("sender@example.com", "The Sender");

    public static readonly DateTimeOffset Date = new(2026, 3, 1, 9, 8, 7, TimeSpan.FromHours(2));

    public static EmailMessage Message => new() { To = [new EmailAddress("to@example.net")], Subject = "Hello", Text = "Hello." };

    public static EmailSubmission Submit(EmailMessage message) => EmailSubmission.Create(message, MessageId, Date);

    public static Task<byte[]> AsBytesAsync(EmailMessage message) => AsBytesAsync(Submit(message), Sender);

    /// <summary>Writes a message and checks the form of what came out.</summary>
    public static async Task<byte[]> AsBytesAsync(EmailSubmission submission, EmailAddress sender)
    {
        await using var content = await MimeContent.OpenAsync(submission, sender, CancellationToken.None);
        var bytes = await WriteAsync(content);
        WireForm.Check(bytes, isUtf8: content.RequiresSmtpUtf8);
        Assert.Equal(content.RequiresSmtpUtf8, content.Is8Bit);
        if (content.Length is { } length) Assert.Equal(length, bytes.Length);
        return bytes;
    }

    public static async Task<byte[]> WriteAsync(MimeContent content)
    {
        var pipe = new Pipe();
        var into = new MemoryStream();
        var reading = pipe.Reader.CopyToAsync(into);
        try
        {
            await content.WriteToAsync(pipe.Writer, CancellationToken.None);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
            await reading;
        }

        return into.ToArray();
    }
}
