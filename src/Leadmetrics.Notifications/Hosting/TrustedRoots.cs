using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Reads certificate authorities from a PEM file.</summary>
internal static class TrustedRoots
{
    public static X509Certificate2Collection Load(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots;
    }
}
