using System.Globalization;
using System.Runtime.InteropServices;

namespace Leadmetrics.Bench.Recording;

/// <summary>What the figures were measured on and with.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var hardware = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores ({Processor()}), {memory:F0} GiB, {RuntimeInformation.OSDescription}");
        var node = await ChildProcess.RunAsync("node", ["--version"], cancellationToken);
        var postfix = await ChildProcess.RunAsync(File.Exists("/usr/sbin/postconf") ? "/usr/sbin/postconf" : "postconf", ["-dh", "mail_version"], cancellationToken);
        return $"{hardware}; {RuntimeInformation.FrameworkDescription}, Node.js {node.Trim()}, Postfix {postfix.Trim()}";
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString()
        : RuntimeInformation.ProcessArchitecture.ToString();
}
