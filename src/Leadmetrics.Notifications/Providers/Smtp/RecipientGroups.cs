using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The recipients of one message over as many transactions as the server makes necessary: who goes into the next one, and what came of each.</summary>
/// <remarks>
/// Each recipient is settled (accepted, refused for good, or possibly reached) or open; only open ones are ever in a group, so nobody is sent two copies.
/// Another transaction follows only where some are open that the last one left out (beyond a limit, or answered "too many recipients" while others were
/// accepted), and where it settled somebody: so the number of transactions is never above that of recipients.
/// A message that was refused as a whole is refused for those whom no transaction has carried yet, too: they would hear the same.
/// The order of the results is that of the recipients. Not safe for concurrent use.
/// </remarks>
internal sealed class RecipientGroups(IReadOnlyList<Mailbox> all, int? most)
{
    private readonly EmailRecipientResult?[] _known = new EmailRecipientResult?[all.Count];
    private int _most = most ?? int.MaxValue;

    // Positions in `all` that are open, in order; null as long as that is every one.
    private List<int>? _open;
    private int _carried;
    private SmtpReply? _reply;
    private ServerResponse? _response;

    /// <summary>Whether some recipient was accepted so far.</summary>
    public bool IsAnyAccepted { get; private set; }

    /// <summary>Whether anything is known of some recipient.</summary>
    public bool IsAnyKnown => Array.Exists(_known, static known => known is not null);

    /// <summary>The recipients of the next transaction.</summary>
    public IReadOnlyList<Mailbox> Next()
    {
        _carried = Math.Min(_most, _open?.Count ?? all.Count);
        if (_open is null && _carried == all.Count) return all;
        var group = new Mailbox[_carried];
        for (var i = 0; i < group.Length; i++) group[i] = all[At(i)];
        return group;
    }

    /// <summary>Records what the server said of the group.</summary>
    /// <param name="result">One entry a recipient of the group, in its order.</param>
    /// <returns>Whether another transaction shall follow.</returns>
    public bool Record(SmtpTransactionResult result)
    {
        List<int>? again = null;
        var (accepted, settled) = (0, 0);
        for (var i = 0; i < _carried; i++)
        {
            var recipient = result.Recipients[i];
            var known = Judge(recipient, ReferenceEquals(recipient.Reply, result.Reply) ? result.Phase : SmtpPhase.Rcpt);
            _known[At(i)] = known;
            if (known.Outcome == RecipientOutcome.Accepted) accepted++;
            if (known.Outcome != RecipientOutcome.Deferred) settled++;
            else if (recipient.Reply is not { } reply || (result.Outcome == SmtpOutcome.Accepted && SmtpReplyClassifier.IsTooManyRecipients(reply))) (again ??= []).Add(At(i));
        }

        if (accepted > 0)
        {
            IsAnyAccepted = true;

            // What it took at once is what it will take the next time: more would only be answered with more refusals.
            if (again?.Exists(position => _known[position]!.Response is not null) == true) _most = Math.Min(_most, accepted);
        }

        if (again is null && _carried == (_open?.Count ?? all.Count)) return false;
        var ofEach = result.Outcome == SmtpOutcome.Accepted || result.Phase == SmtpPhase.Rcpt;
        MoveOn(again);
        if (ofEach && settled > 0) return true;
        if (!ofEach) Share(result);
        return false;
    }

    /// <summary>Records that the group's transaction broke: nothing follows it.</summary>
    /// <param name="broken">What broke.</param>
    public void Record(SmtpException broken)
    {
        if (broken.Recipients.Count == 0 && !broken.IsUncertain) return;
        for (var i = 0; i < _carried; i++)
        {
            _known[At(i)] = broken.Recipients.Count > i
                ? Judge(broken.Recipients[i], SmtpPhase.Rcpt)
                : new EmailRecipientResult(all[At(i)].ToString(), RecipientOutcome.Uncertain, null);
        }
    }

    /// <summary>What came of each recipient; one that no transaction carried is deferred.</summary>
    public EmailRecipientResult[] Results()
    {
        for (var i = 0; i < _known.Length; i++) _known[i] ??= new EmailRecipientResult(all[i].ToString(), RecipientOutcome.Deferred, null);
        return _known!;
    }

    /// <summary>What a server said, in the words that do not depend on a provider.</summary>
    public ServerResponse? ResponseTo(SmtpReply? reply)
    {
        // Most often the same reply is the answer to everybody.
        if (ReferenceEquals(reply, _reply)) return _response;
        _response = SmtpFailureMapper.Map(reply);
        _reply = reply;
        return _response;
    }

    private EmailRecipientResult Judge(SmtpRecipientResult recipient, SmtpPhase phase)
    {
        var outcome = recipient switch
        {
            { Outcome: SmtpOutcome.Accepted } => RecipientOutcome.Accepted,
            { Outcome: SmtpOutcome.Uncertain } => RecipientOutcome.Uncertain,
            { Reply: { } reply } => SmtpReplyClassifier.Classify(reply, phase).Outcome == SendOutcome.Deferred ? RecipientOutcome.Deferred : RecipientOutcome.Rejected,
            { Outcome: SmtpOutcome.Deferred } => RecipientOutcome.Deferred,
            _ => RecipientOutcome.Rejected,
        };
        return new EmailRecipientResult(recipient.Recipient.ToString(), outcome, ResponseTo(recipient.Reply));
    }

    private int At(int index) => _open?[index] ?? index;

    private void MoveOn(List<int>? again)
    {
        var open = again ?? [];
        var before = _open?.Count ?? all.Count;
        for (var i = _carried; i < before; i++) open.Add(At(i));
        _open = open;
        _carried = 0;
    }

    // A verdict on the message holds for everybody who is open.
    private void Share(SmtpTransactionResult result)
    {
        if (result.Reply is not { } reply) return;
        var outcome = SmtpReplyClassifier.Classify(reply, result.Phase).Outcome == SendOutcome.Deferred ? RecipientOutcome.Deferred : RecipientOutcome.Rejected;
        foreach (var position in _open!) _known[position] = new EmailRecipientResult(all[position].ToString(), outcome, ResponseTo(reply));
    }
}
