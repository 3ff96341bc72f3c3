using System.Net.Sockets;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// The part of SendGrid's v3 API that sends mail, on loopback: <c>POST /v3/mail/send</c> with its rules, <c>/v3/mail/batch</c> and
/// <c>/v3/user/scheduled_sends</c>, <c>GET /v3/scopes</c>, scripted answers, and a record of every request.
/// </summary>
/// <remarks>A request is in <see cref="Requests"/> when its header was read, and complete before its answer leaves.</remarks>
public sealed class FakeSendGrid : IAsyncDisposable
{
    private const int LargestBody = 30 * 1024 * 1024;

    private readonly FakeSendGridBatches _batches = new();
    private readonly FakeHttpApi<FakeSendGridRequest, FakeSendGridAnswer> _api;
    private int _lastId;

    private FakeSendGrid(string apiKey)
    {
        ApiKey = apiKey;
        _api = new((method, target, headers, connection) => new FakeSendGridRequest(method, target, headers, connection), (request, scripted) => Identify(request, scripted ?? Judge(request)));
    }

    /// <summary>The key that requests must bear; any other is answered 401.</summary>
    public string ApiKey { get; set; }

    /// <summary>What <c>GET /v3/scopes</c> lists; without <c>mail.send</c> mail is answered 403.</summary>
    /// <value><c>mail.send</c> and <c>sender_verification_eligible</c> by default.</value>
    public IList<string> Scopes { get; } = ["mail.send", "sender_verification_eligible"];

    /// <summary>The clock by which a time to send at is at most 72 hours ahead.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where it listens, <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<FakeSendGridRequest> Requests => _api.Requests;

    /// <summary>The requests to send mail that were answered 202.</summary>
    public IReadOnlyList<FakeSendGridRequest> AcceptedMails => [.. Requests.Where(request => request is { Path: "/v3/mail/send", StatusCode: 202 })];

    /// <summary>Starts it on a free port of 127.0.0.1.</summary>
    /// <param name="apiKey">The key that requests must bear.</param>
    /// <exception cref="SocketException">No listener can be opened.</exception>
    public static FakeSendGrid Start(string apiKey = "test-key")
    {
        ArgumentException.ThrowIfNullOrEmpty(apiKey);
        var fake = new FakeSendGrid(apiKey);
        fake.BaseAddress = fake._api.Start();
        return fake;
    }

    /// <summary>Scripts the answer to the next request, of whatever path; several are used up in order.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="times">How many requests it is for; 1 by default.</param>
    public void Answer(FakeSendGridAnswer answer, int times = 1) => _api.Answer(answer, times);

    /// <summary>Makes a batch that mail may name, as <c>POST /v3/mail/batch</c> does.</summary>
    /// <param name="batchId">Its id.</param>
    public void AddBatch(string batchId)
    {
        ArgumentException.ThrowIfNullOrEmpty(batchId);
        _batches.Add(batchId);
    }

    /// <summary>What was asked of a batch last: <c>cancel</c> or <c>pause</c>; null where nothing is, or the batch is not known.</summary>
    /// <param name="batchId">Its id.</param>
    public string? BatchStatus(string batchId) => _batches.StatusOf(batchId);

    /// <summary>How many requests a path has had.</summary>
    /// <param name="path">Such as "/v3/mail/send".</param>
    public int Count(string path) => Requests.Count(request => request.Path == path);

    /// <summary>Waits until so many requests were read whole in all.</summary>
    /// <param name="count">The number of requests.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The requests.</returns>
    public Task<IReadOnlyList<FakeSendGridRequest>> WaitForRequestsAsync(int count, CancellationToken cancellationToken = default) => _api.WaitForRequestsAsync(count, cancellationToken);

    /// <summary>Drops every connection and closes the listener.</summary>
    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private FakeSendGridAnswer Identify(FakeSendGridRequest request, FakeSendGridAnswer answer)
    {
        if (answer.StatusCode != 202)
            return answer;
        request.MessageId = $"fake-{Interlocked.Increment(ref _lastId):D6}";
        return answer.With("X-Message-Id", request.MessageId);
    }

    private FakeSendGridAnswer Judge(FakeSendGridRequest request)
    {
        if (request.Header("Authorization") != $"Bearer {ApiKey}")
            return FakeSendGridAnswer.Unauthorized;
        switch (request.Method, request.Path)
        {
            case ("GET", "/v3/scopes"):
                return FakeSendGridAnswer.Status(200, $$"""{"scopes":[{{string.Join(',', Scopes.Select(scope => $"\"{JsonEncodedText.Encode(scope)}\""))}}]}""");
            case ("POST", "/v3/mail/send"):
                break;
            case (_, "/v3/scopes" or "/v3/mail/send"):
                return FakeSendGridAnswer.Errors(405, "method not allowed");
            default:
                return _batches.Answer(request) ?? FakeSendGridAnswer.Errors(404, "not found");
        }
        if (!Scopes.Contains("mail.send"))
            return FakeSendGridAnswer.Errors(403, "access forbidden");
        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return FakeSendGridAnswer.Errors(415, "Content-Type should be application/json.");
        if (request.Body.Length > LargestBody)
            return FakeSendGridAnswer.PayloadTooLarge;
        return MailSendRules.Check(request.Json, Clock.GetUtcNow(), _batches.Knows) is var (message, field) ? FakeSendGridAnswer.Errors(400, message, field) : FakeSendGridAnswer.Status(202);
    }
}
