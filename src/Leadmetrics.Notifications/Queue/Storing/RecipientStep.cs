namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>One step of a search for the mails to a recipient: what a store comes by, the latest first, becomes what was found, and where the search goes on. For stores.</summary>
/// <remarks>
/// A mail is marked (found), unmarked (its body tells) or the end of what was looked at. Invariants: no more are found than were asked for; no more bodies are read than the step may, nor more octets of
/// them, but always one body, whatever its size, so that a search comes to its end; what was not judged lies before <see cref="Next"/>. Over is final.
/// </remarks>
/// <param name="recipient">The recipient, as <see cref="Tenancy.Suppressing.SuppressedAddress"/> spells it.</param>
/// <param name="most">Most mails to find.</param>
/// <param name="bodies">Most bodies to read.</param>
/// <param name="octets">Most octets of them.</param>
public sealed class RecipientStep(string recipient, int most, int bodies = RecipientStep.MaxBodies, int octets = RecipientStep.MaxOctets)
{
    /// <summary>The mails that a step looks at: some 10 ms of an index, a second where no vacuum has been there yet.</summary>
    public const int MaxLooks = 20_000;

    /// <summary>The mails without marks whose bodies a step reads.</summary>
    public const int MaxBodies = 100;

    /// <summary>The octets of these bodies together: 16 MiB.</summary>
    public const int MaxOctets = 16 * 1024 * 1024;

    /// <summary>An octet count that no stored body has.</summary>
    private const int Any = int.MaxValue;

    private readonly List<Guid> _found = [];
    private Guid? _judged;
    private int _bodies;
    private int _octets;

    /// <summary>What was found, the latest first.</summary>
    public List<Guid> Found => _found;

    /// <summary>Where the search goes on; <see langword="null"/>: nothing is left.</summary>
    public Guid? Next { get; private set; }

    /// <summary>Whether no more is to be judged.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How large a body may be that is read now.</summary>
    public int OctetsLeft => _bodies == 0 ? Any : octets - _octets;

    /// <summary>A mail that bears the recipient's mark.</summary>
    /// <param name="id">Its id.</param>
    public void AddMarked(Guid id)
    {
        if (IsOver) return;
        _found.Add(id);
        Judge(id);
    }

    /// <summary>A mail of which only the body tells.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="body">Its body, read within <see cref="OctetsLeft"/>.</param>
    public void AddUnmarked(Guid id, StoredBody body)
    {
        if (IsOver) return;
        if (body is { Length: > 0, Octets: null })
        {
            Stop(_judged);
            return;
        }

        _bodies++;
        _octets += body.Length;
        if (body.Octets is { } read && BodyRecipients.Read(read).Contains(recipient, StringComparer.OrdinalIgnoreCase)) _found.Add(id);
        Judge(id);
    }

    /// <summary>The last mail that was looked at; there may be more behind it.</summary>
    /// <param name="id">Its id.</param>
    public void AddEnd(Guid id)
    {
        if (!IsOver) Stop(id);
    }

    private void Judge(Guid id)
    {
        _judged = id;
        if (_found.Count == most || _bodies == bodies) Stop(id);
    }

    private void Stop(Guid? next)
    {
        Next = next;
        IsOver = true;
    }
}
