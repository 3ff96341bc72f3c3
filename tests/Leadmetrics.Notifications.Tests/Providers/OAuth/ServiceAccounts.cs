using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>Keys of service accounts as Google writes them.</summary>
internal static class ServiceAccounts
{
    public const string Email = "mailer@project.example";

    public static string KeyOf(RSA rsa) => new JsonObject
    {
        ["type"] = "service_account",
        ["client_email"] = Email,
        ["private_key_id"] = "key-1",
        ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),

        // What a forged file would like to be asked.
        ["token_uri"] = "https://evil.example/token",
    }.ToJsonString();
}
