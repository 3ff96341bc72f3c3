using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Leadmetrics.Notifications;

/// <summary>Names a tenant: 1 to 128 characters, compared ordinally. Sealed settings are bound to it.</summary>
[JsonConverter(typeof(JsonForm))]
public readonly record struct TenantId : IParsable<TenantId>
{
    /// <summary>The longest id, in UTF-16 units.</summary>
    public const int MaxLength = 128;

    private readonly string? _value;

    /// <summary>Makes an id.</summary>
    /// <param name="value">1 to 128 characters, no control characters, no lone surrogates.</param>
    /// <exception cref="ArgumentException">The value is none of that.</exception>
    public TenantId(string value)
    {
        if (Check(value) is { } error) throw new ArgumentException(error, nameof(value));
        _value = value;
    }

    /// <summary>The id.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names no tenant.</exception>
    public string Value => _value ?? throw new InvalidOperationException("A default TenantId names no tenant.");

    /// <summary>Reads an id.</summary>
    /// <param name="s">The id.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">It is not 1 to 128 characters without control characters.</exception>
    public static TenantId Parse(string s, IFormatProvider? provider = null) =>
        Check(s) is { } error ? throw new FormatException(error) : new TenantId(s);

    /// <summary>Reads an id.</summary>
    /// <param name="s">The id.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The id read.</param>
    /// <returns><see langword="false"/> where it is not 1 to 128 characters without control characters.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantId result)
    {
        var valid = Check(s) is null;
        result = valid ? new TenantId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public bool Equals(TenantId other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";

    private static string? Check(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaxLength) return $"A tenant id has 1 to {MaxLength} characters.";
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i])) return "A tenant id holds no control characters.";
            if (!char.IsSurrogate(value[i])) continue;
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1])) return "A tenant id holds no lone surrogates.";
            i++;
        }

        return null;
    }

    private sealed class JsonForm : JsonConverter<TenantId>
    {
        public override TenantId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), null, out var tenant) ? tenant : throw new JsonException($"A tenant id has 1 to {MaxLength} characters.");

        public override void Write(Utf8JsonWriter writer, TenantId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
