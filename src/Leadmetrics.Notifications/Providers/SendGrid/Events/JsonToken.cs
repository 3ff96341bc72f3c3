using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>A string of JSON as it stands in a body, not read yet: reading bounds and cleans it, and never throws.</summary>
/// <remarks><see cref="Utf8JsonReader.GetString"/> throws for half a surrogate pair and for octets that are no UTF-8, and reads a megabyte where 200 characters are wanted.</remarks>
internal readonly ref struct JsonToken
{
    // The longest form of one character: \u and four digits.
    private const int OctetsOfCharacter = 6;

    private const char Replacement = '\uFFFD';

    private readonly ReadOnlySpan<byte> _octets;
    private readonly bool _escaped;

    private JsonToken(ReadOnlySpan<byte> octets, bool escaped)
    {
        _octets = octets;
        _escaped = escaped;
        IsPresent = true;
    }

    /// <summary>Whether there was one.</summary>
    public bool IsPresent { get; }

    /// <summary>The string or property name that a reader over one segment stands on.</summary>
    public static JsonToken Of(scoped ref readonly Utf8JsonReader reader) => new(reader.ValueSpan, reader.ValueIsEscaped);

    /// <summary>Whether it is this text, written without escapes.</summary>
    public bool Is(ReadOnlySpan<byte> text) => !_escaped && _octets.SequenceEqual(text);

    /// <summary>What fits, in units of UTF-16, with no NUL and no half of a surrogate pair; <see langword="null"/> where there is none.</summary>
    public string? Text(int most) => IsPresent ? Read(most, out _) : null;

    /// <summary>Whether there was one with anything in it.</summary>
    public bool IsGiven => IsPresent && !_octets.IsEmpty;

    /// <summary>The whole of it; not where it is missing, empty, more octets of UTF-8, or holds what would have to be cleaned.</summary>
    public bool TryExact(int most, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!IsGiven) return false;
        var read = Read(most, out var exact);
        if (!exact || Encoding.UTF8.GetByteCount(read) > most) return false;
        text = read;
        return true;
    }

    private string Read(int most, out bool exact)
    {
        var length = Math.Min(most, _octets.Length);
        if (!_escaped && Ascii.IsValid(_octets))
        {
            // Nearly all of it; a NUL cannot stand in JSON unescaped.
            exact = length == _octets.Length;
            return Encoding.ASCII.GetString(_octets[..length]);
        }

        var buffer = ArrayPool<char>.Shared.Rent(Math.Max(length, 1));
        try
        {
            return new string(buffer, 0, Decode(buffer.AsSpan(0, length), out exact));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private int Decode(Span<char> into, out bool exact)
    {
        var (at, written) = (0, 0);
        exact = true;
        Span<char> pair = stackalloc char[2];
        while (at < _octets.Length)
        {
            var rune = Next(ref at, ref exact);
            if (rune.Value == 0)
            {
                exact = false;
                continue;
            }

            var units = rune.EncodeToUtf16(pair);
            if (written + units > into.Length)
            {
                exact = false;
                break;
            }

            pair[..units].CopyTo(into[written..]);
            written += units;
        }

        return written;
    }

    private Rune Next(ref int at, ref bool exact)
    {
        if (_escaped && _octets[at] == (byte)'\\') return NextEscape(ref at, ref exact);
        if (Rune.DecodeFromUtf8(_octets[at..], out var rune, out var consumed) != OperationStatus.Done) exact = false;
        at += consumed;
        return rune;
    }

    // The reader has checked that every escape is whole and of a kind that there is.
    private Rune NextEscape(ref int at, ref bool exact)
    {
        var kind = (char)_octets[at + 1];
        if (kind != 'u')
        {
            at += 2;
            return new Rune(kind switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => kind });
        }

        var unit = Unit(at);
        at += OctetsOfCharacter;
        if (!char.IsSurrogate(unit)) return new Rune(unit);
        if (char.IsHighSurrogate(unit) && at + OctetsOfCharacter <= _octets.Length && _octets[at] == (byte)'\\' && _octets[at + 1] == (byte)'u' && Unit(at) is var low && char.IsLowSurrogate(low))
        {
            at += OctetsOfCharacter;
            return new Rune(unit, low);
        }

        exact = false;
        return new Rune(Replacement);
    }

    private char Unit(int at)
    {
        var unit = 0;
        foreach (var digit in _octets.Slice(at + 2, 4)) unit = (unit << 4) | (digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return (char)unit;
    }
}
