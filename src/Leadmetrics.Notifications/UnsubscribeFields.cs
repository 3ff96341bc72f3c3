using System.Text;

namespace Leadmetrics.Notifications;

/// <summary>The values of List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058): ASCII, whatever stands in the message.</summary>
internal static class UnsubscribeFields
{
    public const string Name = "List-Unsubscribe";
    public const string PostName = "List-Unsubscribe-Post";
    public const string Post = "List-Unsubscribe=One-Click";

    /// <summary>The addresses in their angle brackets, the URL first: readers take the first that they can.</summary>
    public static IReadOnlyList<string> Values(ListUnsubscribe unsubscribe)
    {
        var values = new List<string>(2);
        if (unsubscribe.Url is { } url) values.Add($"<{Ascii(url)}>");
        if (unsubscribe.Mailto is { } mailto) values.Add($"<{Mailto(mailto, unsubscribe.MailtoSubject)}>");
        return values;
    }

    /// <summary>The address as it is sent: host in its ASCII form, all else percent-encoded where it is not plain; nothing that could end the brackets.</summary>
    public static string Ascii(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.Dns ? url.IdnHost : url.Host;
        var port = url.IsDefaultPort ? "" : $":{url.Port}";
        var rest = url.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped);
        return $"https://{host}{port}{rest}";
    }

    // RFC 6068: percent-encoded UTF-8 in the local part and the subject.
    private static string Mailto(EmailAddress address, string? subject)
    {
        var mailbox = address.ToMailbox("listUnsubscribe.mailto");
        var text = new StringBuilder("mailto:").Append(Uri.EscapeDataString(mailbox.LocalPart)).Append('@').Append(mailbox.Domain);
        if (!string.IsNullOrEmpty(subject)) text.Append("?subject=").Append(Uri.EscapeDataString(subject));
        return text.ToString();
    }
}
