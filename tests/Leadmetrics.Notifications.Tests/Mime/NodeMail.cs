using System.Text.Json;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What mailparser and postal-mime made of a message.</summary>
internal sealed record NodeMail(FlatMail MailParser, FlatMail PostalMime, string? Error)
{
    public static async Task<NodeMail> ReadAsync(byte[] message)
    {
        var line = await MailReaderPeer.Node.ReadAsync(message, TestContext.Current.CancellationToken);
        var mail = JsonSerializer.Deserialize<NodeMail>(line, JsonSerializerOptions.Web)!;
        return mail.Error is null ? mail : throw new PeerFailedException(mail.Error);
    }
}
