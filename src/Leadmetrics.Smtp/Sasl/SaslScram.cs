using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Leadmetrics.Smtp.Sasl;

/// <summary>SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding: the password never leaves, and the server proves that it knows it too.</summary>
/// <remarks>
/// States: begun (client-first is out) → answered (the server's nonce, salt and rounds were good, client-final is out) → ended, with its signature
/// proved or not. Invariants: nothing derived from the password is computed before nonce and rounds were checked; a 235 counts only once the signature is proved.
/// The server's signature comes as a last challenge (RFC 4954 section 4), or in the text of the 235 from servers that spare the round trip.
/// </remarks>
internal sealed class SaslScram : ISaslMechanism
{
    /// <summary>RFC 7677 section 4: fewer rounds would make what we answer cheap to guess the password from.</summary>
    public const int MinRounds = 4096;

    /// <summary>More would be a server that burns our processor; one million rounds take well below a second.</summary>
    public const int MaxRounds = 1_000_000;

    private const string Header = "n,,";

    private readonly string _password;
    private readonly string _nonce;
    private readonly string _clientFirstBare;
    private byte[]? _serverSignature;
    private bool _ended;
    private bool _proved;

    private SaslScram(string userName, string password, string nonce)
    {
        _password = password;
        _nonce = nonce;
        _clientFirstBare = $"n={SaslName.Escape(userName)},r={nonce}";
    }

    public string Name => "SCRAM-SHA-256";

    public bool AlwaysWithInitialResponse => false;

    /// <summary>Makes the exchange, if SASLprep lets the user name and the password pass.</summary>
    /// <param name="credentials">User name and password.</param>
    /// <param name="nonce">Ours, printable ASCII without a comma; <see langword="null"/> for 18 random octets in base64.</param>
    /// <returns><see langword="null"/> where SCRAM cannot carry them.</returns>
    public static SaslScram? TryCreate(SmtpPasswordCredentials credentials, string? nonce = null) =>
        SaslPrep.Prepare(credentials.UserName) is { Length: > 0 } userName && SaslPrep.Prepare(credentials.Password) is { } password
            ? new SaslScram(userName, password, nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)))
            : null;

    public byte[] Begin() => Encoding.UTF8.GetBytes(Header + _clientFirstBare);

    public byte[]? Answer(ReadOnlySpan<byte> challenge)
    {
        if (_ended || !Utf8.IsValid(challenge)) return null;
        var text = Encoding.UTF8.GetString(challenge);
        if (_serverSignature is null) return ClientFinal(text);

        // e= tells why the proof was refused; the 535 behind an empty answer is what counts.
        _ended = true;
        if (!text.StartsWith("e=", StringComparison.Ordinal)) Prove(text);
        return [];
    }

    public void Confirm(SmtpReply success)
    {
        foreach (var word in _proved ? [] : success.Lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (ServerFinal(word) is { } text) Prove(text);
        }

        if (!_proved) throw Unproved("said nothing to prove that it knows the password");
    }

    private static string? ServerFinal(string word)
    {
        if (word.StartsWith("v=", StringComparison.Ordinal)) return word;
        var octets = new byte[word.Length];
        return Convert.TryFromBase64String(word, octets, out var length) && octets.AsSpan(0, length).StartsWith("v="u8) ? Encoding.Latin1.GetString(octets, 0, length) : null;
    }

    private static SmtpException Unproved(string why) =>
        new(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server {why}: it could not prove itself in AUTH SCRAM-SHA-256, so it is not trusted.") { IsServerUnproven = true };

    private static SmtpException Malformed(string what) => new(SmtpFailure.Protocol, SmtpPhase.Auth, $"The server's first message of AUTH SCRAM-SHA-256 {what}.");

    private static byte[]? FromBase64(string text)
    {
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var length) && length > 0 ? octets[..length] : null;
    }

    private byte[] ClientFinal(string serverFirst)
    {
        // r=, s=, i= in this order; what follows are extensions that may be ignored. One that may not (m=) stands ahead of r=.
        if (serverFirst.Split(',') is not [['r', '=', .. var nonce], ['s', '=', .. var saltText], ['i', '=', .. var roundsText], ..]) throw Malformed("is not r=, s=, i=");
        if (!nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Length == _nonce.Length || nonce.AsSpan().ContainsAnyExceptInRange('!', '~')) throw Malformed("does not continue our nonce");
        if (FromBase64(saltText) is not { } salt) throw Malformed("names no salt");
        if (!int.TryParse(roundsText, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds is < MinRounds or > MaxRounds)
        {
            throw Malformed(string.Create(CultureInfo.InvariantCulture, $"asks for a number of rounds outside {MinRounds} to {MaxRounds}"));
        }

        var withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Header))},r={nonce}";
        var message = Encoding.UTF8.GetBytes($"{_clientFirstBare},{serverFirst},{withoutProof}");
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> clientKey = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        Rfc2898DeriveBytes.Pbkdf2(_password, salt, salted, rounds, HashAlgorithmName.SHA256);
        HMACSHA256.HashData(salted, "Client Key"u8, clientKey);
        HMACSHA256.HashData(SHA256.HashData(clientKey), message, signature);
        for (var i = 0; i < clientKey.Length; i++) clientKey[i] ^= signature[i];
        HMACSHA256.HashData(salted, "Server Key"u8, signature);
        _serverSignature = HMACSHA256.HashData(signature, message);
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(signature);
        return Encoding.ASCII.GetBytes($"{withoutProof},p={Convert.ToBase64String(clientKey)}");
    }

    private void Prove(string serverFinal)
    {
        var end = serverFinal.IndexOf(',');
        var given = serverFinal.StartsWith("v=", StringComparison.Ordinal) ? FromBase64(end < 0 ? serverFinal[2..] : serverFinal[2..end]) : null;
        if (_serverSignature is null || !CryptographicOperations.FixedTimeEquals(_serverSignature, given)) throw Unproved("sent a wrong signature");
        _proved = true;
    }
}
