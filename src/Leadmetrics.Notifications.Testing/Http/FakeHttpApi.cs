namespace Leadmetrics.Notifications.Testing;

/// <summary>What fakes of providers' HTTP APIs have in common: the record of requests, scripted answers, and connections that are closed or kept waiting.</summary>
/// <remarks>A request is in <see cref="Requests"/> when its header was read, and complete before its answer leaves.</remarks>
/// <typeparam name="TRequest">The record of a request.</typeparam>
/// <typeparam name="TAnswer">What may be scripted.</typeparam>
internal sealed class FakeHttpApi<TRequest, TAnswer> : IAsyncDisposable
    where TRequest : FakeHttpRequest
    where TAnswer : FakeHttpAnswer
{
    private readonly Lock _lock = new();
    private readonly List<TRequest> _requests = [];
    private readonly Queue<TAnswer> _answers = [];
    private readonly CountSignal _requestSignal = new();
    private readonly LoopbackHttpServer _server;
    private readonly Func<string, string, IReadOnlyList<(string Name, string Value)>, int, TRequest> _begin;
    private readonly Func<TRequest, TAnswer?, TAnswer> _judge;

    /// <param name="begin">Makes the record: method, target, headers, connection.</param>
    /// <param name="judge">Answers a request that was read whole; where an answer is scripted, it is given.</param>
    public FakeHttpApi(Func<string, string, IReadOnlyList<(string Name, string Value)>, int, TRequest> begin, Func<TRequest, TAnswer?, TAnswer> judge)
    {
        (_begin, _judge) = (begin, judge);
        _server = new LoopbackHttpServer((connection, header, wire) => ServeAsync(wire, Begin(header, connection)));
    }

    public IReadOnlyList<TRequest> Requests
    {
        get { lock (_lock) return [.. _requests]; }
    }

    public Uri Start() => _server.Start();

    public void Answer(TAnswer answer, int times)
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (_lock)
        {
            for (var i = 0; i < times; i++)
                _answers.Enqueue(answer);
        }
    }

    public async Task<IReadOnlyList<TRequest>> WaitForRequestsAsync(int count, CancellationToken cancellationToken)
    {
        await _requestSignal.WaitAsync(count, cancellationToken).ConfigureAwait(false);
        return Requests;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private TRequest Begin(string[] header, int connection)
    {
        var words = header[0].Split(' ');
        var headers = header.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).Select(pair => (pair[0].Trim(), pair[1].Trim()));
        var request = _begin(words[0], words.ElementAtOrDefault(1) ?? "", [.. headers], connection);
        lock (_lock)
            _requests.Add(request);
        return request;
    }

    private async Task<bool> ServeAsync(HttpWire wire, TRequest request)
    {
        TAnswer? scripted;
        lock (_lock)
            _answers.TryDequeue(out scripted);
        if (scripted?.Kind == FakeHttpAnswerKind.CloseBeforeBody)
        {
            _requestSignal.Increment();
            return false;
        }
        request.Read(await wire.ReadBodyAsync(request.Header).ConfigureAwait(false));
        if (scripted?.Kind is FakeHttpAnswerKind.CloseAfterBody or FakeHttpAnswerKind.Hang)
        {
            _requestSignal.Increment();
            if (scripted.Kind == FakeHttpAnswerKind.Hang)
                await wire.DrainAsync().ConfigureAwait(false);
            return false;
        }
        var answer = _judge(request, scripted);
        request.StatusCode = answer.StatusCode;
        _requestSignal.Increment();
        await wire.WriteAsync(answer.StatusCode, answer.Body, answer.Headers).ConfigureAwait(false);
        return !string.Equals(request.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);
    }
}
