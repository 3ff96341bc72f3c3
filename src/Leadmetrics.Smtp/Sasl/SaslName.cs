namespace Leadmetrics.Smtp.Sasl;

/// <summary>A user name as GS2 headers and SCRAM write it (RFC 5801 section 4, RFC 5802 section 5.1).</summary>
internal static class SaslName
{
    public static string Escape(string userName) => userName.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
}
