using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>What one event says of itself, found in its object and left where it stands: finding it makes nothing.</summary>
internal ref struct SendGridEventFields
{
    // Octets of UTF-8, as the stores bound them.
    private const int MaxEventId = 255;
    private const int MaxAddress = 320;
    private const int MaxMessageId = 998;

    // A tenant's name is bounded in units of UTF-16, which are three octets at most.
    private const int MaxTenant = 3 * TenantId.MaxLength;

    // Ten digits of seconds, as in the signed timestamp: from 2001 to 2286.
    private const long Earliest = 1_000_000_000;
    private const long Latest = 9_999_999_999;

    private JsonToken _event;
    private JsonToken _email;
    private JsonToken _eventId;
    private JsonToken _messageId;
    private JsonToken _tenant;
    private long _timestamp;

    /// <summary><c>reason</c> of bounces and drops.</summary>
    public JsonToken Reason { get; private set; }

    /// <summary><c>response</c> of deliveries and deferrals.</summary>
    public JsonToken Response { get; private set; }

    /// <summary><c>status</c>: an enhanced status code.</summary>
    public JsonToken Status { get; private set; }

    /// <summary><c>type</c> of a bounce: <c>bounce</c> or <c>blocked</c>.</summary>
    public JsonToken Type { get; private set; }

    /// <summary><c>bounce_classification</c>: SendGrid's own word for why.</summary>
    public JsonToken Classification { get; private set; }

    /// <summary><c>url</c> of a click.</summary>
    public JsonToken Url { get; private set; }

    /// <summary><c>sg_machine_open</c>.</summary>
    public bool IsMachine { get; private set; }

    /// <summary>What the event is; <see langword="null"/>: nothing of ours.</summary>
    public DeliveryEventKind? Kind { get; private set; }

    /// <summary>Whether its kind is one that SendGrid is known to have.</summary>
    public bool IsKnownKind { get; private set; }

    /// <summary>Whether what every event has is there and of its type.</summary>
    public readonly bool IsWhole => _eventId.IsGiven && _email.IsGiven && _timestamp is >= Earliest and <= Latest;

    /// <summary>Reads the object that the reader stands at the beginning of, to its end.</summary>
    /// <remarks>What is of another type than SendGrid gives it is another sender's own argument, and counts as missing.</remarks>
    /// <exception cref="JsonException">It is no object.</exception>
    public static SendGridEventFields Read(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var fields = default(SendGridEventFields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonToken.Of(ref reader);
            reader.Read();
            fields.Take(name, ref reader);
        }

        fields.Kind = SendGridEventKind.Of(fields._event, out var isKnown);
        fields.IsKnownKind = isKnown;
        return fields;
    }

    /// <summary>Whose it is, where it is ours and within a scope.</summary>
    public readonly bool TryWhose(SendGridEventScope scope, out TenantId tenant, out string messageId)
    {
        (tenant, messageId) = (default, "");
        if (!_tenant.TryExact(MaxTenant, out var name) || !TenantId.TryParse(name, null, out tenant)) return false;
        if (scope.Tenant is { } only && only != tenant) return false;
        if (!_messageId.TryExact(MaxMessageId, out var id)) return false;
        messageId = id;
        return true;
    }

    /// <summary>The event's id, its recipient and its time, of one that is whole; not where a store could not keep them.</summary>
    public readonly bool TryRequired(out string eventId, out string recipient, out DateTimeOffset occurredAt)
    {
        (eventId, recipient, occurredAt) = ("", "", DateTimeOffset.FromUnixTimeSeconds(_timestamp));
        if (!_eventId.TryExact(MaxEventId, out var id) || !_email.TryExact(3 * MaxAddress, out var address)) return false;

        // Lower case may be longer than upper case, and shorter.
        (eventId, recipient) = (id, address.ToLowerInvariant());
        return Encoding.UTF8.GetByteCount(recipient) <= MaxAddress;
    }

    private void Take(JsonToken name, scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) Take(name, JsonToken.Of(ref reader));
        else if (reader.TokenType == JsonTokenType.Number && name.Is("timestamp"u8)) _timestamp = reader.TryGetInt64(out var seconds) ? seconds : 0;
        else if (reader.TokenType == JsonTokenType.True && name.Is("sg_machine_open"u8)) IsMachine = true;
        else reader.Skip();
    }

    private void Take(JsonToken name, JsonToken text)
    {
        if (name.Is("event"u8)) _event = text;
        else if (name.Is("email"u8)) _email = text;
        else if (name.Is("sg_event_id"u8)) _eventId = text;
        else if (name.Is("reason"u8)) Reason = text;
        else if (name.Is("response"u8)) Response = text;
        else if (name.Is("status"u8)) Status = text;
        else if (name.Is("type"u8)) Type = text;
        else if (name.Is("bounce_classification"u8)) Classification = text;
        else if (name.Is("url"u8)) Url = text;
        else if (name.Is("lmn_message_id"u8)) _messageId = text;
        else if (name.Is("lmn_tenant"u8)) _tenant = text;
    }
}
