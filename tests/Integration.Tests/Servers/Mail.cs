using System.Security.Cryptography;
using Leadmetrics.Notifications;

namespace Leadmetrics.Integration.Servers;

/// <summary>A mail with everything in it that a server or a reader may get wrong.</summary>
internal static class Mail
{
    public const string Text = "Grüße aus Köln.\r\n.\r\n..two dots\r\nlast line";
    public const string Html = "<p>Grüße aus <b>Köln</b> – 日本 🎉</p>";
    public const string FileName = "Übersicht 2026.bin";

    public static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(70_001);

    public static EmailMessage To(string address) => new()
    {
        To = [new EmailAddress(address, "Jürgen \"Jay\" Müller")],
        Subject = $"Rechnung für Köln – 日本 🎉 {Guid.NewGuid():N}",
        Text = Text,
        Html = Html,
        Attachments = [EmailAttachment.FromBytes(FileName, Bytes)],
    };
}
