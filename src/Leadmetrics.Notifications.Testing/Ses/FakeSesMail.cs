using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>A mail that a <see cref="FakeSes"/> has taken.</summary>
public sealed class FakeSesMail
{
    internal FakeSesMail(string id, FakeSesRequest request, byte[] content, DateTimeOffset receivedAt)
    {
        (Id, Request) = (id, request);
        var json = request.Json!.Value;
        From = json.GetProperty("FromEmailAddress").GetString()!;
        To = Addresses(json, "ToAddresses");
        Cc = Addresses(json, "CcAddresses");
        Bcc = Addresses(json, "BccAddresses");
        FeedbackTo = json.TryGetProperty("FeedbackForwardingEmailAddress", out var feedback) ? feedback.GetString() : null;
        ConfigurationSet = json.TryGetProperty("ConfigurationSetName", out var set) ? set.GetString() : null;
        Tags = json.TryGetProperty("EmailTags", out var tags) ? tags.EnumerateArray().ToDictionary(tag => tag.GetProperty("Name").GetString()!, tag => tag.GetProperty("Value").GetString()!) : [];
        Message = new CaughtMessage(new ReceivedMessage
        {
            Id = id,
            Connection = request.Connection,
            Number = 1,
            From = From,
            MailParameters = new Dictionary<string, string>(),
            Recipients = [.. To.Concat(Cc).Concat(Bcc).Select(address => new ReceivedRecipient(address, "200", true, new Dictionary<string, string>()))],
            Content = content,
            Size = content.Length,
            ByBdat = false,
            Chunks = [],
            AuthenticatedUser = null,
            IsTls = false,
            EhloName = null,
            ReceivedAt = receivedAt,
        });
    }

    /// <summary>The id that was answered.</summary>
    public string Id { get; }

    /// <summary>The request that brought it.</summary>
    public FakeSesRequest Request { get; }

    /// <summary>The sender's address.</summary>
    public string From { get; }

    /// <summary>The recipients of To.</summary>
    public IReadOnlyList<string> To { get; }

    /// <summary>The recipients of Cc.</summary>
    public IReadOnlyList<string> Cc { get; }

    /// <summary>The recipients of Bcc.</summary>
    public IReadOnlyList<string> Bcc { get; }

    /// <summary>Who gets bounces and complaints; null: as the identity is set.</summary>
    public string? FeedbackTo { get; }

    /// <summary>The configuration set; null: none was named.</summary>
    public string? ConfigurationSet { get; }

    /// <summary>The tags by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>The raw message, read as MIME.</summary>
    public CaughtMessage Message { get; }

    private static string[] Addresses(JsonElement json, string name) =>
        json.TryGetProperty("Destination", out var destination) && destination.TryGetProperty(name, out var addresses) ? [.. addresses.EnumerateArray().Select(address => address.GetString()!)] : [];
}
