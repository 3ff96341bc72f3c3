using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What Python's email package made of a message.</summary>
internal sealed record ReadMail(
    IReadOnlyList<ReadMail.Field> Fields,
    IReadOnlyList<ReadMail.Mailbox> From,
    IReadOnlyList<ReadMail.Mailbox> To,
    IReadOnlyList<ReadMail.Mailbox> Cc,
    IReadOnlyList<ReadMail.Mailbox> ReplyTo,
    string? Date,
    ReadMail.Part Root,
    string? Error)
{
    /// <summary>The one value of a field: fails where there are several or none.</summary>
    public string this[string name] => Fields.Single(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public bool Has(string name) => Fields.Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    internal sealed record Field(string Name, string Value);

    internal sealed record Mailbox(string Name, string Address);

    internal sealed record Part(
        string Type,
        string? Disposition,
        string? FileName,
        string? Name,
        string? Method,
        string? ContentId,
        string? Encoding,
        string? Boundary,
        string? RelatedType,
        IReadOnlyList<string> Defects,
        byte[]? Content,
        long? Length,
        string? Sha256,
        IReadOnlyList<Part> Parts)
    {
        [JsonIgnore]
        public string Text => System.Text.Encoding.UTF8.GetString(Content ?? []);

        /// <summary>For example <c>mixed(plain, pdf)</c>.</summary>
        [JsonIgnore]
        public string Shape
        {
            get
            {
                var type = Type[(Type.IndexOf('/', StringComparison.Ordinal) + 1)..];
                return Parts.Count == 0 ? type : $"{type}({string.Join(", ", Parts.Select(p => p.Shape))})";
            }
        }

        [JsonIgnore]
        public IEnumerable<Part> Leaves => Parts.Count == 0 ? [this] : Parts.SelectMany(p => p.Leaves);
    }
}
