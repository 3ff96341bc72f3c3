using System.Text.Json;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>What one event says of itself, found in its object and left where it stands: finding it makes nothing.</summary>
internal ref struct SendGridEventFields
{
    private const int MaxEventId = 255;
    private const int MaxAddress = 320;
    private const int MaxMessageId = 998;

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

    /// <summary>Whether it bears a Message-ID and a tenant, which only our own mail's events do.</summary>
    public readonly bool IsOurs => _messageId.IsExact(MaxMessageId) && _tenant.IsExact(TenantId.MaxLength);

    /// <summary>Reads the object that the reader stands at the beginning of, to its end.</summary>
    /// <exception cref="JsonException">It is no object, or a property that is needed is missing or of another type.</exception>
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
        if (!fields._event.IsPresent || (fields.Kind is not null && fields.IsOurs && !fields.IsWhole)) throw new JsonException();
        return fields;
    }

    /// <summary>Whose it is, where it is ours and within a scope.</summary>
    public readonly bool TryWhose(SendGridEventScope scope, out TenantId tenant, out string messageId)
    {
        (tenant, messageId) = (default, "");
        if (!_tenant.TryExact(TenantId.MaxLength, out var name) || !TenantId.TryParse(name, null, out tenant)) return false;
        if (scope.Tenant is { } only && only != tenant) return false;
        if (!_messageId.TryExact(MaxMessageId, out var id)) return false;
        messageId = id;
        return true;
    }

    /// <summary>The event's id, its recipient and its time, of one that is ours and of a kind of ours.</summary>
    public readonly (string EventId, string Recipient, DateTimeOffset OccurredAt) Required()
    {
        _eventId.TryExact(MaxEventId, out var id);
        _email.TryExact(MaxAddress, out var address);
        return (id!, address!.ToLowerInvariant(), DateTimeOffset.FromUnixTimeSeconds(_timestamp));
    }

    private readonly bool IsWhole => _eventId.IsExact(MaxEventId) && _email.IsExact(MaxAddress) && _timestamp is >= Earliest and <= Latest;

    private void Take(JsonToken name, scoped ref Utf8JsonReader reader)
    {
        if (name.Is("event"u8)) _event = Text(ref reader);
        else if (name.Is("email"u8)) _email = Text(ref reader);
        else if (name.Is("sg_event_id"u8)) _eventId = Text(ref reader);
        else if (name.Is("timestamp"u8)) _timestamp = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seconds) ? seconds : throw new JsonException();
        else if (name.Is("reason"u8)) Reason = Text(ref reader);
        else if (name.Is("response"u8)) Response = Text(ref reader);
        else if (name.Is("status"u8)) Status = Text(ref reader);
        else if (name.Is("type"u8)) Type = Text(ref reader);
        else if (name.Is("bounce_classification"u8)) Classification = Text(ref reader);
        else if (name.Is("url"u8)) Url = Text(ref reader);
        else if (name.Is("sg_machine_open"u8)) IsMachine = reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null ? reader.TokenType == JsonTokenType.True : throw new JsonException();
        else if (name.Is("lmn_message_id"u8)) _messageId = Argument(ref reader);
        else if (name.Is("lmn_tenant"u8)) _tenant = Argument(ref reader);
        else reader.Skip();
    }

    private static JsonToken Text(scoped ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => JsonToken.Of(ref reader),
        JsonTokenType.Null => default,
        _ => throw new JsonException(),
    };

    // Ours are strings: what is none was not written by us, and is another sender's own.
    private static JsonToken Argument(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return JsonToken.Of(ref reader);
        reader.Skip();
        return default;
    }
}
