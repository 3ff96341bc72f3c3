using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// The part of Amazon SES's v2 API that sends mail, on loopback: SendEmail with raw content, GetAccount and GetEmailIdentity. It checks every signature by
/// code of its own, has Amazon's rules, scripted answers, and a record of every request.
/// </summary>
/// <remarks>A request is in <see cref="Requests"/> when its header was read, and complete before its answer leaves.</remarks>
public sealed class FakeSes : IAsyncDisposable
{
    private const string Sending = "/v2/email/outbound-emails";
    private const string Account = "/v2/email/account";
    private const string Identity = "/v2/email/identities/";

    private readonly Lock _lock = new();
    private readonly List<FakeSesMail> _mails = [];
    private readonly FakeHttpApi<FakeSesRequest, FakeSesAnswer> _api;
    private readonly SignatureVersion4 _signature;
    private int _lastId;

    private FakeSes()
    {
        _signature = new SignatureVersion4(this);
        _api = new((method, target, headers, connection) => new FakeSesRequest(method, target, headers, connection), Answer);
    }

    /// <summary>The access key that it knows.</summary>
    /// <value>"AKIAFAKEFAKEFAKEFAKE" by default.</value>
    public string AccessKeyId { get; set; } = "AKIAFAKEFAKEFAKEFAKE";

    /// <summary>The secret that requests are signed with.</summary>
    /// <value>"fake-secret-access-key" by default.</value>
    public string SecretAccessKey { get; set; } = "fake-secret-access-key";

    /// <summary>The token that requests have to bear; null: none.</summary>
    public string? SessionToken { get; set; }

    /// <summary>The region that it plays.</summary>
    /// <value>"eu-west-1" by default.</value>
    public string Region { get; set; } = "eu-west-1";

    /// <summary>The clock that signatures are held against: five minutes off are too many.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Addresses and domains, and whether each is verified; a domain covers those below it.</summary>
    /// <value>Empty by default: every identity is verified.</value>
    public IDictionary<string, bool> Identities { get; } = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration sets that there are.</summary>
    public ISet<string> ConfigurationSets { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What the key may not do, such as <c>ses:GetAccount</c>.</summary>
    public ISet<string> DeniedActions { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Identities that the key may not look at, each by itself, as a policy with single resources has it.</summary>
    public ISet<string> DeniedIdentities { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether recipients have to be verified, too.</summary>
    public bool InSandbox { get; set; }

    /// <summary>Whether the account may send.</summary>
    /// <value>true by default.</value>
    public bool SendingEnabled { get; set; } = true;

    /// <summary>HEALTHY, PROBATION or SHUTDOWN.</summary>
    /// <value>"HEALTHY" by default.</value>
    public string EnforcementStatus { get; set; } = "HEALTHY";

    /// <summary>Where it listens, <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<FakeSesRequest> Requests => _api.Requests;

    /// <summary>The mails that were taken, in order.</summary>
    public IReadOnlyList<FakeSesMail> AcceptedMails
    {
        get { lock (_lock) return [.. _mails]; }
    }

    /// <summary>Starts it on a free port of 127.0.0.1.</summary>
    /// <exception cref="SocketException">No listener can be opened.</exception>
    public static FakeSes Start()
    {
        var fake = new FakeSes();
        fake.BaseAddress = fake._api.Start();
        return fake;
    }

    /// <summary>Scripts the answer to the next request, of whatever path; several are used up in order.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="times">How many requests it is for; 1 by default.</param>
    public void Answer(FakeSesAnswer answer, int times = 1) => _api.Answer(answer, times);

    /// <summary>How many requests to send mail there were.</summary>
    public int CountSends() => Requests.Count(request => request.Path == Sending);

    /// <summary>Waits until so many requests were read whole in all.</summary>
    /// <param name="count">The number of requests.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The requests.</returns>
    public Task<IReadOnlyList<FakeSesRequest>> WaitForRequestsAsync(int count, CancellationToken cancellationToken = default) => _api.WaitForRequestsAsync(count, cancellationToken);

    /// <summary>Drops every connection and closes the listener.</summary>
    public ValueTask DisposeAsync() => _api.DisposeAsync();

    internal bool IsVerified(string identity)
    {
        if (Identities.Count == 0)
            return true;
        var labels = identity[(identity.IndexOf('@', StringComparison.Ordinal) + 1)..].Split('.');
        return Enumerable.Range(0, labels.Length).Select(i => string.Join('.', labels.Skip(i))).Append(identity).Any(name => Identities.TryGetValue(name, out var verified) && verified);
    }

    private FakeSesAnswer Answer(FakeSesRequest request, FakeSesAnswer? scripted)
    {
        var wrong = _signature.Check(request);
        request.IsSigned = wrong is null;
        return scripted ?? wrong ?? Judge(request);
    }

    private FakeSesAnswer Judge(FakeSesRequest request) => (request.Method, request.Path) switch
    {
        ("GET", Account) => Denied("ses:GetAccount") ?? FakeSesAnswer.Status(
            200,
            $$"""{"EnforcementStatus":"{{EnforcementStatus}}","ProductionAccessEnabled":{{Json(!InSandbox)}},"SendingEnabled":{{Json(SendingEnabled)}},"SendQuota":{"Max24HourSend":200,"MaxSendRate":1,"SentLast24Hours":0} }"""),
        ("GET", var path) when path.StartsWith(Identity, StringComparison.Ordinal) => Denied("ses:GetEmailIdentity", Uri.UnescapeDataString(path[Identity.Length..])) ?? Found(Uri.UnescapeDataString(path[Identity.Length..])),
        ("POST", Sending) => Denied("ses:SendRawEmail") ?? Take(request),
        _ => FakeSesAnswer.Error(404, "UnknownOperationException", ""),
    };

    private FakeSesAnswer Take(FakeSesRequest request)
    {
        if (SendEmailRules.Check(request.Json, this, out var raw) is { } refused)
            return refused;
        var id = $"0102fake-{Interlocked.Increment(ref _lastId):D6}";
        var mail = new FakeSesMail(id, request, raw, Clock.GetUtcNow());
        lock (_lock)
            _mails.Add(mail);
        return FakeSesAnswer.Status(200, $$"""{"MessageId":"{{id}}"}""");
    }

    private FakeSesAnswer Found(string identity)
    {
        if (Identities.Count > 0 && !Identities.ContainsKey(identity))
            return FakeSesAnswer.Error(404, "NotFoundException", $"Email identity {identity} does not exist.");
        return FakeSesAnswer.Status(200, $$"""{"IdentityType":"{{(identity.Contains('@', StringComparison.Ordinal) ? "EMAIL_ADDRESS" : "DOMAIN")}}","VerifiedForSendingStatus":{{Json(Identities.Count == 0 || Identities[identity])}} }""");
    }

    private FakeSesAnswer? Denied(string action, string? identity = null) =>
        DeniedActions.Contains(action) || (identity is not null && DeniedIdentities.Contains(identity)) ? FakeSesAnswer.Error(403, "AccessDeniedException", $"User: arn:aws:iam::000000000000:user/fake is not authorized to perform: {action}") : null;

    private static string Json(bool value) => value ? "true" : "false";
}
