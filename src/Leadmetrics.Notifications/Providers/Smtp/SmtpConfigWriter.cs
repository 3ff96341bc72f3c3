using System.Text.Json;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>Writes what <see cref="SmtpConfigReader"/> reads; what has its default is left out.</summary>
internal static class SmtpConfigWriter
{
    public static void Write(Utf8JsonWriter json, SmtpConfig config)
    {
        json.WriteStartObject();
        json.WriteString("host", config.Host);
        json.WriteNumber("port", config.Port);
        if (config.Secure is { } secure) json.WriteBoolean("secure", secure);
        if (config.User is not null) json.WriteString("user", config.User);
        if (config.Pass is not null) json.WriteString("pass", config.Pass.Reveal());
        Sender.Write(json, new EmailAddress(config.FromAddress, config.FromName), config.AllowedFromDomains);
        if (config.Fallback == ProviderFallback.Platform) json.WriteString("fallback", "platform");
        if (config.TagHeaders) json.WriteBoolean("tagHeaders", true);
        if (config.Name is not null) json.WriteString("name", config.Name);
        if (config.ConnectionTimeout is { } connection) json.WriteNumber("connectionTimeout", (int)connection.TotalMilliseconds);
        if (config.SocketTimeout is { } socket) json.WriteNumber("socketTimeout", (int)socket.TotalMilliseconds);
        WritePool(json, config);
        WriteTls(json, config.Tls);
        if (config is { AccessToken: { } token, OAuth: null })
        {
            json.WriteStartObject("auth");
            json.WriteString("type", "oauth2");
            json.WriteString("accessToken", token.Reveal());
            json.WriteEndObject();
        }

        if (config.OAuth is { } oauth)
        {
            json.WriteStartObject("auth");
            json.WriteString("type", "oauth2");
            oauth.Write(json);
            json.WriteEndObject();
        }

        config.Dkim?.Write(json);
        config.Bounces?.Write(json);
        config.Limits?.Write(json);
        json.WriteEndObject();
    }

    private static void WritePool(Utf8JsonWriter json, SmtpConfig config)
    {
        if (!config.UsePool)
        {
            // Without a pool an object cannot stand there; the flat forms can.
            json.WriteBoolean("pool", false);
            if (config.Pool.MaxConnections is { } most) json.WriteNumber("maxConnections", most);
            if (config.Pool.MaxMessages is { } each) json.WriteNumber("maxMessages", each);
            return;
        }

        if (config.Pool == new SmtpPoolSettings()) return;
        json.WriteStartObject("pool");
        if (config.Pool.MaxConnections is { } connections) json.WriteNumber("maxConnections", connections);
        if (config.Pool.MaxMessages is { } messages) json.WriteNumber("maxMessages", messages);
        if (config.Pool.MaxInFlight is { } inFlight) json.WriteNumber("maxInFlight", inFlight);
        json.WriteEndObject();
    }

    private static void WriteTls(Utf8JsonWriter json, SmtpTlsSettings tls)
    {
        if (tls == new SmtpTlsSettings()) return;
        json.WriteStartObject("tls");
        if (tls.Mode is { } mode) json.WriteString("mode", SmtpTlsSettings.Word(mode));
        if (!tls.RejectUnauthorized) json.WriteBoolean("rejectUnauthorized", false);
        if (tls.ServerName is not null) json.WriteString("servername", tls.ServerName);
        json.WriteEndObject();
    }
}
