using Leadmetrics.Smtp;
using MailKit.Security;

namespace Leadmetrics.Notifications.MailKit;

// AUTH (RFC 4954), by MailKit's mechanisms in the engine's order.
internal sealed partial class Connection
{
    private async Task AuthenticateAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
    {
        _steps.Begin(SmtpPhase.Auth);
        if (!_client.IsSecure && !_options.AllowClearTextCredentials)
        {
            throw new SmtpException(SmtpFailure.Tls, SmtpPhase.Auth, "The connection is not encrypted, so the credentials were not sent.");
        }

        var offered = _dialogue.Capabilities;
        if (offered.AuthMechanisms.Count == 0)
        {
            var hint = !_client.IsSecure && offered.StartTls ? " It may after STARTTLS." : "";
            throw new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server does not offer AUTH.{hint}");
        }

        var reply = credentials switch
        {
            SmtpTokenCredentials token => await AuthenticateAsync(token, cancellationToken).ConfigureAwait(false),
            SmtpPasswordCredentials password => await AuthenticateAsync(password, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException("The kind of credentials is unknown."),
        };
        if (reply.Code == 421) throw new SmtpException(SmtpFailure.Refused, SmtpPhase.Auth, "The server closed the session with 421.", reply);
        if (!_client.IsAuthenticated) throw new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server answered AUTH {_steps.Trace.Mechanism} with {reply.Code}.", reply);
        _steps.End(true);
    }

    private async Task<SmtpReply> AuthenticateAsync(SmtpPasswordCredentials credentials, CancellationToken cancellationToken)
    {
        var (user, password) = (credentials.UserName, credentials.Password);
        var offered = _dialogue.Capabilities.AuthMechanisms;
        var plain = offered.Contains("PLAIN");
        var login = offered.Contains("LOGIN");
        var scram = offered.Contains("SCRAM-SHA-256");
        if (scram && !user.AsSpan().ContainsAnyInRange('\0', '\x1f') && !password.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            // The server may know the password in another form than SCRAM's. One more try, and no third: tries lock accounts.
            var reply = await ExchangeAsync(new SaslMechanismScramSha256(user, password), cancellationToken).ConfigureAwait(false);
            if (reply.Code is not (535 or 504) || !plain) return reply;
        }

        if (plain && !user.Contains('\0', StringComparison.Ordinal) && !password.Contains('\0', StringComparison.Ordinal)) return await ExchangeAsync(new SaslMechanismPlain(user, password), cancellationToken).ConfigureAwait(false);
        if (login) return await ExchangeAsync(new SaslMechanismLogin(user, password), cancellationToken).ConfigureAwait(false);
        if (plain || scram) throw new SmtpException(SmtpFailure.Credentials, SmtpPhase.Auth, "The user name or the password holds a character that no mechanism here can carry.");

        // Many a server advertises it and cannot check it.
        if (offered.Contains("CRAM-MD5")) return await ExchangeAsync(new SaslMechanismCramMd5(user, password), cancellationToken).ConfigureAwait(false);
        throw NoCommonMechanism("a password", "SCRAM-SHA-256, PLAIN, LOGIN, CRAM-MD5");
    }

    private async Task<SmtpReply> AuthenticateAsync(SmtpTokenCredentials credentials, CancellationToken cancellationToken)
    {
        var offered = _dialogue.Capabilities.AuthMechanisms;
        if (!offered.Contains("XOAUTH2") && !offered.Contains("OAUTHBEARER")) throw NoCommonMechanism("a token", "XOAUTH2, OAUTHBEARER");
        var token = await credentials.Tokens(null, cancellationToken).ConfigureAwait(false);
        var reply = await ExchangeAsync(Bearer(credentials.UserName, token), cancellationToken).ConfigureAwait(false);
        if (reply.Code != 535) return reply;
        var next = await credentials.Tokens(token, cancellationToken).ConfigureAwait(false);
        return next == token ? reply : await ExchangeAsync(Bearer(credentials.UserName, next), cancellationToken).ConfigureAwait(false);
    }

    // MailKit makes one octet of each character.
    private SaslMechanism Bearer(string user, string token)
    {
        if (token.Length == 0 || user.AsSpan().ContainsAnyExceptInRange(' ', '~') || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new SmtpException(SmtpFailure.Credentials, SmtpPhase.Auth, "The user name or the token holds a character that cannot be carried, or the token is empty.");
        }

        return _dialogue.Capabilities.AuthMechanisms.Contains("XOAUTH2") ? new SaslMechanismOAuth2(user, token) : new SaslMechanismOAuthBearer(user, token);
    }

    private SmtpException NoCommonMechanism(string what, string ours)
    {
        var theirs = string.Join(", ", _dialogue.Capabilities.AuthMechanisms);
        return new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"The server offers AUTH {theirs}; with {what} we can do {ours}.") { AuthMechanisms = _dialogue.Capabilities.AuthMechanisms };
    }

    // The reply that ended the exchange, whatever MailKit makes of it.
    private async Task<SmtpReply> ExchangeAsync(SaslMechanism mechanism, CancellationToken cancellationToken)
    {
        _steps.Trace.Mechanism = mechanism.MechanismName;
        _dialogue.InAuthentication(true);
        try
        {
            await _client.AuthenticateAsync(mechanism, cancellationToken).ConfigureAwait(false);
        }
        catch (AuthenticationException exception)
        {
            // A refusal's message is the reply, which the dialogue has. What is not the server's word is a mechanism that could not go on.
            if ((exception as SaslException ?? exception.InnerException as SaslException) is { } broken)
            {
                throw new SmtpException(SmtpFailure.Authentication, SmtpPhase.Auth, $"AUTH {mechanism.MechanismName} broke: {broken.ErrorCode}.", _dialogue.Last);
            }
        }
        finally
        {
            _dialogue.InAuthentication(false);
        }

        return _dialogue.Last ?? throw new InvalidOperationException("AUTH ended without a reply.");
    }
}
