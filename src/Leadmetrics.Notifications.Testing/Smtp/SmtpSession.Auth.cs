namespace Leadmetrics.Notifications.Testing;

internal sealed partial class SmtpSession
{
    private async ValueTask AuthAsync(string argument)
    {
        var words = argument.Split(' ', 2);
        var mechanism = words[0].ToUpperInvariant();
        var server = SaslServer.Create(mechanism, _options);
        var refusal = RefuseAuth(mechanism) ?? (server is null ? "504 5.5.4 Unrecognised authentication type" : null);
        byte[]? response = null;
        if (words.Length == 2 && words[1] != "=" && !TryDecode(words[1], out response))
            refusal ??= "501 5.5.2 Cannot decode the response";
        if (words.Length == 2 && words[1] == "=")
            response = [];

        var point = SmtpPoint.Auth;
        var step = default(SaslStep);
        var ended = false;
        for (var number = 1; ; number++)
        {
            if (refusal is null && !ended)
            {
                step = server!.Step(response);
                ended = step.Challenge is null;
            }
            var code = await AnswerAsync(point, refusal ?? Reply(step)).ConfigureAwait(false);
            if (Positive(code))
                _connection.AuthenticatedUser = step.User ?? "";
            if (code != 334 || _over || await ReadResponseAsync().ConfigureAwait(false) is not { } line)
                return;
            point = SmtpPoint.AuthContinuation(number);
            refusal = line == "*" ? "501 5.0.0 Authentication cancelled"
                : !TryDecode(line, out response) ? "501 5.5.2 Cannot decode the response"
                : null;
        }
    }

    private string? RefuseAuth(string mechanism)
    {
        if (_options.AuthOnlyAfterTls && !_connection.IsTls)
            return "538 5.7.11 Encryption required for requested authentication mechanism";
        if (Capabilities.Auth.Count == 0)
            return "502 5.5.1 AUTH is not offered";
        if (_connection.AuthenticatedUser is not null)
            return "503 5.5.1 Already authenticated";
        if (_transaction is not null)
            return "503 5.5.1 AUTH inside a mail transaction";
        return Capabilities.Auth.Contains(mechanism, StringComparer.OrdinalIgnoreCase) ? null : "504 5.5.4 Unrecognised authentication type";
    }

    private string Reply(SaslStep step) => step switch
    {
        { Challenge: { } challenge } => "334 " + Convert.ToBase64String(challenge),
        { User: not null } => "235 2.7.0 Authentication successful",
        { Malformed: true } => "501 5.5.2 Malformed authentication response",
        _ => _options.AuthenticationFailure,
    };

    private async ValueTask<string?> ReadResponseAsync()
    {
        while (true)
        {
            if (_wire.TryReadLine(out var line, out _))
            {
                var text = ReplyText.Decode(line.Span);
                _connection.Add(new TranscriptLine(true, text, _connection.IsTls));
                return text;
            }
            if (_wire.LineTooLong || !await _wire.FillAsync().ConfigureAwait(false))
            {
                _over = true;
                return null;
            }
        }
    }

    private static bool TryDecode(string base64, out byte[]? bytes)
    {
        var buffer = new byte[(base64.Length / 4 * 3) + 3];
        var valid = Convert.TryFromBase64String(base64, buffer, out var length);
        bytes = valid ? buffer[..length] : null;
        return valid;
    }
}
