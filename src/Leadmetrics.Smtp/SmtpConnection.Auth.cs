using System.Buffers.Text;
using System.Security.Cryptography;
using Leadmetrics.Smtp.Sasl;

namespace Leadmetrics.Smtp;

// AUTH (RFC 4954).
public sealed partial class SmtpConnection
{
    // RFC 5321 section 4.5.3.1.4, with CRLF. A longer initial response waits for the server's 334.
    private const int MaxCommandLine = 512;

    private async Task<SmtpReply> AuthenticateAsync(SmtpCredentials credentials, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        if (!IsEncrypted && !_options.AllowClearTextCredentials)
        {
            throw new SmtpException(SmtpFailure.Tls, SmtpPhase.Auth, "The connection is not encrypted, so the credentials were not sent.");
        }

        if (Capabilities.AuthMechanisms.Count == 0)
        {
            var hint = !IsEncrypted && Capabilities.StartTls ? " It may after STARTTLS." : "";
            throw new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server does not offer AUTH.{hint}");
        }

        _parser.InAuthentication = true;
        try
        {
            var reply = credentials switch
            {
                SmtpTokenCredentials token => await AuthenticateAsync(token, trace, cancellationToken).ConfigureAwait(false),
                SmtpPasswordCredentials password => await AuthenticateAsync(password, trace, cancellationToken).ConfigureAwait(false),
                _ => throw new InvalidOperationException("The kind of credentials is unknown."),
            };
            if (reply.Code == 421) throw new SmtpException(SmtpFailure.Refused, SmtpPhase.Auth, "The server closed the session with 421.", reply);
            return reply.IsPositive
                ? reply
                : throw new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server answered AUTH {trace.Mechanism} with {reply.Code}.", reply);
        }
        finally
        {
            _parser.InAuthentication = false;
        }
    }

    private async Task<SmtpReply> AuthenticateAsync(SmtpPasswordCredentials credentials, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var offered = Capabilities.AuthMechanisms;
        ISaslMechanism mechanism =
            offered.Contains("PLAIN") && SaslPlain.CanCarry(credentials) ? new SaslPlain(credentials)
            : offered.Contains("LOGIN") ? new SaslLogin(credentials)
            : offered.Contains("PLAIN") ? throw new SmtpException(SmtpFailure.Credentials, SmtpPhase.Auth, "The user name or the password holds a NUL character, which AUTH PLAIN cannot carry.")
            : throw NoCommonMechanism("a password", "PLAIN, LOGIN");
        return await ExchangeAsync(mechanism, trace, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SmtpReply> AuthenticateAsync(SmtpTokenCredentials credentials, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        if (!Capabilities.AuthMechanisms.Contains("XOAUTH2")) throw NoCommonMechanism("a token", "XOAUTH2");
        var token = await credentials.Tokens(null, cancellationToken).ConfigureAwait(false);
        var reply = await ExchangeAsync(XOAuth2(credentials, token), trace, cancellationToken).ConfigureAwait(false);
        if (reply.Code != 535) return reply;
        var next = await credentials.Tokens(token, cancellationToken).ConfigureAwait(false);
        return next == token ? reply : await ExchangeAsync(XOAuth2(credentials, next), trace, cancellationToken).ConfigureAwait(false);
    }

    private static SaslXOAuth2 XOAuth2(SmtpTokenCredentials credentials, string token) => SaslXOAuth2.CanCarry(credentials.UserName, token)
        ? new SaslXOAuth2(credentials.UserName, token)
        : throw new SmtpException(SmtpFailure.Credentials, SmtpPhase.Auth, "The user name or the token holds a character that XOAUTH2 cannot carry, or the token is empty.");

    private SmtpException NoCommonMechanism(string what, string ours)
    {
        var theirs = string.Join(", ", Capabilities.AuthMechanisms);
        return new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server offers AUTH {theirs}; with {what} we can do {ours}.");
    }

    private async Task<SmtpReply> ExchangeAsync(ISaslMechanism mechanism, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        trace.Mechanism = mechanism.Name;
        var first = mechanism.Begin();
        var lineLength = "AUTH ".Length + mechanism.Name.Length + 1 + Base64.GetMaxEncodedToUtf8Length(first?.Length ?? 0) + 2;
        var held = first is not null && lineLength > MaxCommandLine && !mechanism.AlwaysWithInitialResponse ? first : null;
        _commands.Auth(mechanism.Name, held is null ? first : null);
        var reply = await AskSecretAsync(cancellationToken).ConfigureAwait(false);
        while (reply.IsIntermediate)
        {
            var challenge = Challenge(reply);
            var answer = held ?? mechanism.Answer(challenge)
                ?? throw new SmtpException(SmtpFailure.Protocol, SmtpPhase.Auth, $"The server sent a challenge that AUTH {mechanism.Name} does not know.");
            held = null;
            _commands.AuthResponse(answer);
            reply = await AskSecretAsync(cancellationToken).ConfigureAwait(false);
        }

        if (held is not null) CryptographicOperations.ZeroMemory(held);
        return reply;
    }

    private async Task<SmtpReply> AskSecretAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(SmtpPhase.Auth, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _output.Clear();
        }
    }

    private static byte[] Challenge(SmtpReply reply)
    {
        if (reply.Code != 334) throw new SmtpException(SmtpFailure.Protocol, SmtpPhase.Auth, $"The server answered AUTH with {reply.Code}, where that code has no meaning.", reply);
        try
        {
            return Convert.FromBase64String(reply.Lines[0]);
        }
        catch (FormatException)
        {
            throw new SmtpException(SmtpFailure.Protocol, SmtpPhase.Auth, "The server sent a challenge that is not base64.");
        }
    }
}
