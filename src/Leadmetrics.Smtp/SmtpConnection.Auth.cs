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

    // SCRAM-SHA-256, PLAIN, LOGIN: the first that is offered and can carry the password. CRAM-MD5 only where none of them is offered: many a server
    // advertises it and keeps passwords in a form that it cannot check it with.
    private async Task<SmtpReply> AuthenticateAsync(SmtpPasswordCredentials credentials, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        var offered = Capabilities.AuthMechanisms;
        if (!offered.Contains("SCRAM-SHA-256") || SaslScram.TryCreate(credentials) is not { } scram)
        {
            return await ExchangeAsync(WithoutScram(credentials) ?? throw NothingFor(credentials), trace, cancellationToken).ConfigureAwait(false);
        }

        var reply = await ExchangeAsync(scram, trace, cancellationToken).ConfigureAwait(false);

        // The server may know the password in another form than SCRAM's, or advertise what it cannot do (504). One more try, and no third: tries lock accounts.
        if (reply.Code is not (535 or 504) || WithoutScram(credentials) is not { } other) return reply;
        try
        {
            return await ExchangeAsync(other, trace, cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpException exception) when (exception.Failure == SmtpFailure.ConnectionLost)
        {
            // It said 535 and hung up: that was its answer, and a new connection would hear the same.
            trace.Mechanism = scram.Name;
            return reply;
        }
    }

    private ISaslMechanism? WithoutScram(SmtpPasswordCredentials credentials)
    {
        var offered = Capabilities.AuthMechanisms;
        return offered.Contains("PLAIN") && SaslPlain.CanCarry(credentials) ? new SaslPlain(credentials)
            : offered.Contains("LOGIN") ? new SaslLogin(credentials)
            : offered.Contains("CRAM-MD5") && !offered.Contains("PLAIN") && !offered.Contains("SCRAM-SHA-256") ? new SaslCramMd5(credentials)
            : null;
    }

    private SmtpException NothingFor(SmtpPasswordCredentials credentials)
    {
        var offered = Capabilities.AuthMechanisms;
        if (offered.Contains("PLAIN") && !SaslPlain.CanCarry(credentials))
        {
            return new SmtpException(SmtpFailure.Credentials, SmtpPhase.Auth, "The user name or the password holds a NUL character, which AUTH PLAIN cannot carry.");
        }

        return offered.Contains("SCRAM-SHA-256")
            ? new SmtpException(SmtpFailure.Credentials, SmtpPhase.Auth, "The user name or the password holds a character that AUTH SCRAM-SHA-256 cannot carry (RFC 4013).")
            : NoCommonMechanism("a password", "SCRAM-SHA-256, PLAIN, LOGIN, CRAM-MD5");
    }

    private async Task<SmtpReply> AuthenticateAsync(SmtpTokenCredentials credentials, SmtpConnectTrace trace, CancellationToken cancellationToken)
    {
        if (!Capabilities.AuthMechanisms.Contains("XOAUTH2") && !Capabilities.AuthMechanisms.Contains("OAUTHBEARER")) throw NoCommonMechanism("a token", "XOAUTH2, OAUTHBEARER");
        var token = await credentials.Tokens(null, cancellationToken).ConfigureAwait(false);
        var reply = await ExchangeAsync(Bearer(credentials, token), trace, cancellationToken).ConfigureAwait(false);
        if (reply.Code != 535) return reply;
        var next = await credentials.Tokens(token, cancellationToken).ConfigureAwait(false);
        return next == token ? reply : await ExchangeAsync(Bearer(credentials, next), trace, cancellationToken).ConfigureAwait(false);
    }

    // XOAUTH2 before OAUTHBEARER: the two carry the same token, and XOAUTH2 is the one that Google and Microsoft document and everybody else copies.
    private ISaslMechanism Bearer(SmtpTokenCredentials credentials, string token)
    {
        if (!BearerToken.CanCarry(credentials.UserName, token))
        {
            throw new SmtpException(SmtpFailure.Credentials, SmtpPhase.Auth, "The user name or the token holds a character that XOAUTH2 and OAUTHBEARER cannot carry, or the token is empty.");
        }

        return Capabilities.AuthMechanisms.Contains("XOAUTH2")
            ? new SaslXOAuth2(credentials.UserName, token)
            : new SaslOAuthBearer(credentials.UserName, token, _options.Host, _options.Port);
    }

    private SmtpException NoCommonMechanism(string what, string ours)
    {
        var theirs = string.Join(", ", Capabilities.AuthMechanisms);
        return new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server offers AUTH {theirs}; with {what} we can do {ours}.") { AuthMechanisms = Capabilities.AuthMechanisms };
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
        if (reply.IsPositive) mechanism.Confirm(reply);
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
