namespace Leadmetrics.Smtp.Sasl;

/// <summary>The client's side of one SASL exchange (RFC 4422). Used once. Octets in clear: base64 is the connection's.</summary>
internal interface ISaslMechanism
{
    /// <summary>The name on the wire.</summary>
    string Name { get; }

    /// <summary>Whether the initial response goes with AUTH however long it makes the line.</summary>
    bool AlwaysWithInitialResponse { get; }

    /// <summary>What the client says first, if it does; overwritten with zeros once it is sent.</summary>
    /// <returns><see langword="null"/> where the server speaks first.</returns>
    byte[]? Begin();

    /// <summary>Answers a challenge; overwritten with zeros once it is sent.</summary>
    /// <param name="challenge">The server's 334.</param>
    /// <returns>The answer, which may be empty; <see langword="null"/> where the exchange knows no further challenge.</returns>
    byte[]? Answer(ReadOnlySpan<byte> challenge);
}
