using System.Text.Json;
using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications;

/// <summary>An attachment in JSON: <c>{ "fileName", "contentType", "contentId", "content" }</c>, the content in base64.</summary>
internal sealed class EmailAttachmentJsonConverter : JsonConverter<EmailAttachment>
{
    public override EmailAttachment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An attachment is an object.");
        string? fileName = null, contentType = null, contentId = null;
        byte[]? content = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "fileName" when fileName is not null:
                case "contentType" when contentType is not null:
                case "contentId" when contentId is not null:
                case "content" when content is not null:
                    throw new JsonException($"An attachment has one {name}.");
                case "fileName":
                    fileName = Text(ref reader, name);
                    break;
                case "contentType":
                    contentType = Text(ref reader, name);
                    break;
                case "contentId":
                    contentId = Text(ref reader, name);
                    break;
                case "content":
                    if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out content)) throw new JsonException("The content of an attachment is base64.");
                    break;
                default:
                    // A later version may say more of an attachment than this one knows. Who reads what people write says that he wants to hear of it.
                    if (options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow) throw new JsonException($"An attachment has no {name}.");
                    reader.Skip();
                    break;
            }
        }

        if (fileName is null) throw new JsonException("An attachment has a fileName.");
        if (content is null) throw new JsonException("An attachment has a content.");
        var attachment = EmailAttachment.FromBytes(fileName, content, contentType);
        return string.IsNullOrEmpty(contentId) ? attachment : attachment.Inline(contentId);
    }

    public override void Write(Utf8JsonWriter writer, EmailAttachment value, JsonSerializerOptions options)
    {
        if (value.Bytes is not { } content) throw new NotSupportedException("The content of an attachment from a file or a stream is not in memory: call EmailMessage.BufferAsync before.");
        writer.WriteStartObject();
        writer.WriteString("fileName", value.FileName);
        writer.WriteString("contentType", value.ContentType);
        if (value.ContentId is not null) writer.WriteString("contentId", value.ContentId);
        writer.WriteBase64String("content", content.Span);
        writer.WriteEndObject();
    }

    private static string? Text(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw new JsonException($"The {name} of an attachment is a string."),
    };
}
