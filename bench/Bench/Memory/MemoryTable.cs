using System.Globalization;
using System.Text;

namespace Leadmetrics.Bench.Memory;

/// <summary>What large attachments cost, as a Markdown table.</summary>
internal static class MemoryTable
{
    private const double Mebibyte = 1024 * 1024;

    public static string Of(IReadOnlyList<MemoryResult> results)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\nOne message with an attachment of {results[0].Octets} octets, through the mailer; growth of the process at its highest, in MiB.\n\n");
        text.Append("| attachment from | seconds | working set | private memory | managed heap |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Attachment} | {result.Seconds:F2} | {result.WorkingSetGrowth / Mebibyte:F1} | {result.PrivateGrowth / Mebibyte:F1} | {result.HeapGrowth / Mebibyte:F1} |\n");
        }

        return text.ToString();
    }
}
