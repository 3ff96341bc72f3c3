using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications;

/// <summary>Gathers recipients, each once, in the order they come in: a few are compared one by one, many by a set. Passed by reference alone.</summary>
internal struct RecipientList(int capacity)
{
    private const int Few = 16;

    private readonly List<Mailbox> _all = new(capacity);
    private HashSet<(string LocalPart, string Domain)>? _known;

    public readonly IReadOnlyList<Mailbox> All => _all;

    public void Add(Mailbox mailbox)
    {
        if (_known is null && _all.Count >= Few) _known = [.. _all.Select(Key)];
        if (_known is null ? Holds(mailbox) : !_known.Add(Key(mailbox))) return;
        _all.Add(mailbox);
    }

    // Local parts are the receiver's to compare; domains are not case-sensitive.
    private static (string LocalPart, string Domain) Key(Mailbox mailbox) => (mailbox.LocalPart, mailbox.Domain.ToLowerInvariant());

    private readonly bool Holds(Mailbox mailbox)
    {
        foreach (var known in _all)
        {
            if (known.LocalPart == mailbox.LocalPart && known.Domain.Equals(mailbox.Domain, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
