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
    /// <exception cref="SmtpException">The challenge is not one of this mechanism, or asks for what is not given.</exception>
    byte[]? Answer(ReadOnlySpan<byte> challenge);

    /// <summary>Looks at the server's 235 where the mechanism has the server prove itself.</summary>
    /// <param name="success">The positive reply.</param>
    /// <exception cref="SmtpException">The server has not proved itself: its 235 counts for nothing.</exception>
    void Confirm(SmtpReply success)
    {
    }
}
