using System.Text.Json;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Reads messages by Python's email package.</summary>
internal static class PythonMail
{
    public static async Task<ReadMail> ReadAsync(byte[] message)
    {
        var line = await MailReaderPeer.Python.ReadAsync(message, TestContext.Current.CancellationToken);
        var mail = JsonSerializer.Deserialize<ReadMail>(line, JsonSerializerOptions.Web)!;
        return mail.Error is null ? mail : throw new PeerFailedException(mail.Error);
    }

    public static async Task<IReadOnlyList<ReadMail>> ReadAsync(IReadOnlyList<byte[]> messages) => await Task.WhenAll(messages.Select(ReadAsync));
}
