using System.Text;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>A mail whose body was looked through for a recipient; its own octets are not kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsTraced">Whether the body holds the address anywhere.</param>
/// <param name="Erased">The recipient among those it is for, as the envelope spells it.</param>
/// <param name="Others">The others.</param>
/// <param name="Contents">The stored contents that it names.</param>
internal sealed record TracedMail(Guid Id, bool IsTraced, IReadOnlyList<string> Erased, IReadOnlyList<string> Others, IReadOnlyList<string> Contents)
{
    /// <summary>Whether it is for nobody else.</summary>
    public bool IsAlone => Erased.Count > 0 && Others.Count == 0;

    public static TracedMail Of(Guid id, byte[] body, RecipientTrace trace)
    {
        // What is no text gets characters that belong to no address.
        if (!trace.IsEncodedIn(Encoding.UTF8.GetString(body))) return new TracedMail(id, IsTraced: false, [], [], []);
        var recipients = BodyRecipients.Read(body);
        return new TracedMail(id, IsTraced: true, [.. recipients.Where(trace.IsIn)], [.. recipients.Where(recipient => !trace.IsIn(recipient))], BodyContents.Read(body));
    }
}
