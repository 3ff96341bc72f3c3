namespace Leadmetrics.Notifications.Testing;

/// <summary>One entity of a MIME message: a leaf with its decoded bytes, or a multipart with children.</summary>
public sealed class CaughtPart
{
    private const int DeepestNesting = 32;

    private readonly Dictionary<string, string> _typeParameters;

    private CaughtPart(ReadOnlyMemory<byte> entity, int depth)
    {
        (var headers, Body) = MimeHeaders.Read(entity);
        Headers = headers;
        (var type, _typeParameters) = HeaderParameters.Parse(RawHeader("Content-Type") ?? "text/plain");
        ContentType = type.ToLowerInvariant();
        var (disposition, dispositionParameters) = HeaderParameters.Parse(RawHeader("Content-Disposition") ?? "");
        Disposition = disposition.Length == 0 ? null : disposition.ToLowerInvariant();
        FileName = dispositionParameters.GetValueOrDefault("filename") ?? _typeParameters.GetValueOrDefault("name");
        Children = ContentType.StartsWith("multipart/", StringComparison.Ordinal) && depth < DeepestNesting && _typeParameters.TryGetValue("boundary", out var boundary)
            ? [.. Multipart.Split(Body, boundary).Select(child => new CaughtPart(child, depth + 1))]
            : [];
        Bytes = Children.Count > 0 ? default : TransferEncodings.Decode(RawHeader("Content-Transfer-Encoding") ?? "7bit", Body);
    }

    /// <summary>The header fields in order.</summary>
    public IReadOnlyList<CaughtHeader> Headers { get; }

    /// <summary>The media type in lower case without parameters; "text/plain" where none is given (RFC 2045 5.2).</summary>
    public string ContentType { get; }

    /// <summary>The parameters of Content-Type, such as <c>charset</c>; names without regard to case.</summary>
    public IReadOnlyDictionary<string, string> ContentTypeParameters => _typeParameters;

    /// <summary>"inline" or "attachment"; null where there is no Content-Disposition.</summary>
    public string? Disposition { get; }

    /// <summary>The file name, decoded; null where there is none.</summary>
    public string? FileName { get; }

    /// <summary>Content-ID without its angle brackets; null where there is none.</summary>
    public string? ContentId => RawHeader("Content-ID")?.Trim().TrimStart('<').TrimEnd('>');

    /// <summary>The body as it arrived, its transfer encoding not undone.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The body with its transfer encoding undone; empty for a multipart.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary><see cref="Bytes"/> by the charset of the part; UTF-8 where none is given, Latin-1 where it is not known.</summary>
    public string Text => Charsets.Decode(_typeParameters.GetValueOrDefault("charset"), Bytes.Span);

    /// <summary>The parts of a multipart; empty for a leaf.</summary>
    public IReadOnlyList<CaughtPart> Children { get; }

    /// <summary>The first header of this name, decoded; null where there is none.</summary>
    /// <param name="name">Compared without regard to case.</param>
    public string? Header(string name) => Find(name)?.Value;

    internal static CaughtPart Read(ReadOnlyMemory<byte> entity) => new(entity, 0);

    internal IEnumerable<CaughtPart> Leaves() => Children.Count == 0 ? [this] : Children.SelectMany(child => child.Leaves());

    private CaughtHeader? Find(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private string? RawHeader(string name) => Find(name)?.RawValue;

    /// <inheritdoc/>
    public override string ToString() => $"{ContentType}{(FileName is null ? "" : $" \"{FileName}\"")}, {Bytes.Length} octets";
}
