using System.Globalization;
using System.Reflection;
using System.Text;
using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Tests.Diagnosis;

/// <summary>Makes docs/remedies.md out of the remedies.</summary>
internal static class RemedyPage
{
    public static string Write()
    {
        var page = new StringBuilder("""
            # Remedies

            What a failed verification, a failed send and a warning tell a tenant to do: a stable code, for programs and translations, and one sentence. `EmailFailure.Remedy`,
            `VerificationReport.Failure.Remedy`, `ProviderWarning.Remedy` and `ProviderConfigException.Remedy` hold them, `last_error` ends with the sentence, and `lmn` prints it last.
            The sentences stand in `Diagnosis/Remedies.resx`; `Remedies.SentenceOf(code, culture)` finds a translation where a satellite assembly has one.

            A verification resolves the host, connects, reads the greeting, speaks TLS and EHLO and authenticates, as a send would; asked to (`VerificationOptions`, `lmn smtp probe --from --to`),
            it tries MAIL and RCPT and takes them back with RSET. It never says DATA. Where a stage fails, or the server keeps silent, it looks from the side: is it TLS from the first byte, or
            not, on this port; does the same host answer on 587, 465 or 2525; is it another protocol; does it speak old TLS alone. A look is a connection through the egress policy that says
            EHLO and STARTTLS at most. Everything together ends within `Smtp:VerificationBudget` (10 seconds). Operators read what was heard in the failed stage's fact `looked`, and in log event 1006.


            """.ReplaceLineEndings("\n"));
        page.Append("| Code | When | Sentence |\n|---|---|---|\n");
        foreach (var property in typeof(Remedies).GetProperties(BindingFlags.Public | BindingFlags.Static).OrderBy(property => ((Remedy)property.GetValue(null)!).Code, StringComparer.Ordinal))
        {
            var remedy = (Remedy)property.GetValue(null)!;
            page.Append(CultureInfo.InvariantCulture, $"| `{remedy.Code}` | {Summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"]} | {remedy.Sentence} |\n");
        }

        return page.ToString();
    }

    private static readonly Dictionary<string, string> Summaries =
        System.Xml.Linq.XDocument.Load(Path.ChangeExtension(typeof(Remedies).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!.Value.Trim());
}
