using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>Reads a body of events, as many at a time as are wanted: what was read before is nobody's any more.</summary>
/// <remarks>
/// <see cref="TryOpen"/> has read the whole body once and found it well-formed, so nothing that is read later can be malformed, and what is stored of a body is
/// never cut off by its rest. Only an event of ours, of a kind that is known, can be a defect: what else is sent through the account is not ours to judge. Unknown
/// kinds are passed over in a body that has known ones beside them: SendGrid may add kinds any day, and a refused body loses all its events; so are events that no store
/// can keep. A body that has nothing but unknown kinds is none of SendGrid's that we know, and malformed.
/// </remarks>
internal sealed class SendGridEvents
{
    // Octets of UTF-8, as the stores bound it.
    private const int MaxRaw = 64 * 1024;
    private const int MaxUrl = 2048;

    // As much of a server's text as is looked at; less of it is kept.
    private const int MaxText = 2000;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly SendGridEventScope _scope;
    private JsonReaderState _state;
    private int _at;
    private SendGridEventCounts _counts;

    private SendGridEvents(ReadOnlyMemory<byte> body, SendGridEventScope scope)
    {
        _body = body;
        _scope = scope;
    }

    /// <summary>What was passed over so far.</summary>
    public SendGridEventCounts Counts => _counts;

    /// <summary>Opens a body.</summary>
    /// <returns><see langword="null"/> where it is malformed: no list of events, or one of ours lacks its id, recipient or time.</returns>
    public static SendGridEvents? TryOpen(ReadOnlyMemory<byte> body, SendGridEventScope scope)
    {
        try
        {
            return HasKnownKind(body.Span, scope) ? new SendGridEvents(body, scope) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the next events.</summary>
    /// <param name="into">Takes them.</param>
    /// <param name="most">The most that are read.</param>
    /// <returns><see langword="false"/> where the body has ended; some may have been read all the same.</returns>
    public bool Read(ICollection<DeliveryEvent> into, int most)
    {
        var octets = _body.Span[_at..];
        var reader = new Utf8JsonReader(octets, isFinalBlock: true, _state);
        if (_at == 0) reader.Read();
        var read = 0;
        while (read < most)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return false;
            var from = (int)reader.TokenStartIndex;
            var fields = SendGridEventFields.Read(ref reader);
            if (Next(fields, octets[from..(int)reader.BytesConsumed]) is not { } next) continue;
            into.Add(next);
            read++;
        }

        _state = reader.CurrentState;
        _at += (int)reader.BytesConsumed;
        return true;
    }

    private static bool HasKnownKind(ReadOnlySpan<byte> body, SendGridEventScope scope)
    {
        var known = false;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var fields = SendGridEventFields.Read(ref reader);
            if (fields.Kind is not null && !fields.IsWhole && fields.TryWhose(scope, out _, out _)) return false;
            known |= fields.IsKnownKind;
        }

        // Throws where anything but white space stands behind the end.
        return !reader.Read() && known;
    }

    private DeliveryEvent? Next(in SendGridEventFields fields, ReadOnlySpan<byte> octets)
    {
        if (fields.Kind is not { } kind)
        {
            _counts = fields.IsKnownKind ? _counts with { PassedOver = _counts.PassedOver + 1 } : _counts with { Unknown = _counts.Unknown + 1 };
            return null;
        }

        if (!fields.TryWhose(_scope, out var tenant, out var messageId))
        {
            _counts = _counts with { Foreign = _counts.Foreign + 1 };
            return null;
        }

        if (!fields.TryRequired(out var eventId, out var recipient, out var occurredAt))
        {
            _counts = _counts with { Unstorable = _counts.Unstorable + 1 };
            return null;
        }

        var (text, status) = SaidIn(fields, kind);
        var (code, enhanced) = SendGridReasons.Codes(status, text);
        return new DeliveryEvent
        {
            Tenant = tenant,
            MessageId = messageId,
            ProviderId = _scope.ProviderId,
            Provider = ProviderWords.SendGrid,
            EventId = eventId,
            Kind = kind,
            Recipient = recipient,
            OccurredAt = occurredAt,
            ReceivedAt = _scope.ReceivedAt,
            Reason = SendGridReasons.Of(kind, code, enhanced, text, fields.Classification.Text(MaxText), fields.Type.Is("blocked"u8)),
            Code = code,
            EnhancedCode = enhanced,
            Detail = text is null ? null : ServerText.Sanitize(text),
            Url = kind == DeliveryEventKind.Clicked ? fields.Url.Text(MaxUrl) : null,
            IsAutomatic = kind == DeliveryEventKind.Opened && fields.IsMachine,
            Metadata = SendGridMetadata.Read(octets),
            Raw = RawOf(octets),
        };
    }

    // Each kind has its own property for what the receiver said; elsewhere it would be a sender's argument.
    private static (string? Text, string? Status) SaidIn(in SendGridEventFields fields, DeliveryEventKind kind) => kind switch
    {
        DeliveryEventKind.Delivered or DeliveryEventKind.Deferred => (fields.Response.Text(MaxText), fields.Status.Text(MaxText)),
        DeliveryEventKind.Bounced or DeliveryEventKind.Dropped => (fields.Reason.Text(MaxText), fields.Status.Text(MaxText)),
        _ => (null, null),
    };

    // An octet that is no UTF-8 becomes three: it is measured as it will be stored.
    private static string? RawOf(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MaxRaw) return null;
        var raw = Encoding.UTF8.GetString(octets);
        return Encoding.UTF8.GetByteCount(raw) <= MaxRaw ? raw : null;
    }
}
