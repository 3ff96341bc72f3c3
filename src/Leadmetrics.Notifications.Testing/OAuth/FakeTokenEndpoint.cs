using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// The OAuth2 token endpoints of Google (<c>/token</c>) and Microsoft (<c>/DIRECTORY/oauth2/v2.0/token</c>) on loopback: checks each grant by itself, gives
/// tokens out, rotates refresh tokens where it is told to, answers as scripted, and keeps a record of every request.
/// </summary>
/// <remarks>A request is in <see cref="Requests"/> when its form was read, before it is judged and before <see cref="Gate"/> is awaited.</remarks>
public sealed class FakeTokenEndpoint : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<FakeTokenRequest> _requests = [];
    private readonly Queue<FakeTokenAnswer> _answers = [];
    private readonly List<string> _given = [];
    private readonly HashSet<string> _refreshTokens = new(StringComparer.Ordinal);
    private readonly CountSignal _requestSignal = new();
    private readonly LoopbackHttpServer _server;
    private int _lastToken;
    private int _lastRefreshToken;

    private FakeTokenEndpoint() => _server = new LoopbackHttpServer(ServeAsync);

    /// <summary>Where it listens, <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The client that it knows.</summary>
    /// <value>"test-client" by default.</value>
    public string ClientId { get; set; } = "test-client";

    /// <summary>The client's secret; null: a public client, which must send none.</summary>
    /// <value>"test-client-secret" by default.</value>
    public string? ClientSecret { get; set; } = "test-client-secret";

    /// <summary>The directory that Microsoft's path has to name.</summary>
    /// <value>null by default: any.</value>
    public string? Directory { get; set; }

    /// <summary>The service account that it knows, and the public half of its key.</summary>
    public (string Email, RSA Key)? ServiceAccount { get; set; }

    /// <summary>The user that a service account may act for.</summary>
    public string? Subject { get; set; }

    /// <summary>Gives a new refresh token with each access token and takes the old one no more.</summary>
    /// <value>false by default.</value>
    public bool RotatesRefreshTokens { get; set; }

    /// <summary>How long access tokens last.</summary>
    /// <value>One hour by default.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Makes the access tokens.</summary>
    /// <value>"access-1", "access-2" and so on by default.</value>
    public Func<int, string> MakeToken { get; set; } = number => string.Create(CultureInfo.InvariantCulture, $"access-{number}");

    /// <summary>Awaited before each answer: what a test holds an answer up with.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<FakeTokenRequest> Requests
    {
        get { lock (_lock) return [.. _requests]; }
    }

    /// <summary>Every access token that was given, in order.</summary>
    public IReadOnlyList<string> GivenTokens
    {
        get { lock (_lock) return [.. _given]; }
    }

    /// <summary>The refresh tokens that are taken.</summary>
    public IReadOnlyList<string> RefreshTokens
    {
        get { lock (_lock) return [.. _refreshTokens]; }
    }

    /// <summary>Starts it on a free port of 127.0.0.1.</summary>
    /// <param name="refreshTokens">The refresh tokens that it takes.</param>
    public static FakeTokenEndpoint Start(params string[] refreshTokens)
    {
        ArgumentNullException.ThrowIfNull(refreshTokens);
        var fake = new FakeTokenEndpoint();
        foreach (var token in refreshTokens)
            fake._refreshTokens.Add(token);
        fake.BaseAddress = fake._server.Start();
        return fake;
    }

    /// <summary>Scripts the answer to the next request; several are used up in order.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="times">How many requests it is for; 1 by default.</param>
    public void Answer(FakeTokenAnswer answer, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(answer);
        lock (_lock)
        {
            for (var i = 0; i < times; i++)
                _answers.Enqueue(answer);
        }
    }

    /// <summary>Takes a refresh token, or takes it no more.</summary>
    /// <param name="token">The token.</param>
    /// <param name="isTaken">false: it is answered <c>invalid_grant</c> from now on.</param>
    public void Take(string token, bool isTaken = true)
    {
        lock (_lock)
        {
            if (isTaken)
                _refreshTokens.Add(token);
            else
                _refreshTokens.Remove(token);
        }
    }

    /// <summary>Waits until so many requests have come in all.</summary>
    /// <param name="count">The number of requests.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The requests.</returns>
    public async Task<IReadOnlyList<FakeTokenRequest>> WaitForRequestsAsync(int count, CancellationToken cancellationToken = default)
    {
        await _requestSignal.WaitAsync(count, cancellationToken).ConfigureAwait(false);
        return Requests;
    }

    /// <summary>Drops every connection and closes the listener.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<bool> ServeAsync(int connection, string[] header, HttpWire wire)
    {
        var words = header[0].Split(' ');
        var headers = header.Skip(1).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).Select(pair => (pair[0].Trim(), pair[1].Trim()));
        var request = new FakeTokenRequest(words[0], words.ElementAtOrDefault(1)?.Split('?')[0] ?? "", [.. headers]);
        request.Form = TokenGrantRules.ReadForm(Encoding.UTF8.GetString(await wire.ReadBodyAsync(request.Header).ConfigureAwait(false)));
        FakeTokenAnswer? scripted;
        lock (_lock)
        {
            _requests.Add(request);
            _answers.TryDequeue(out scripted);
        }
        _requestSignal.Increment();
        await Gate.WaitAsync(wire.Stopping).ConfigureAwait(false);
        if (scripted == FakeTokenAnswer.Silence)
            await wire.DrainAsync().ConfigureAwait(false);
        if (scripted is { StatusCode: <= 0 })
            return false;
        var answer = scripted ?? Judge(request);
        request.StatusCode = answer.StatusCode;
        await wire.WriteAsync(answer.StatusCode, answer.Body, answer.Headers).ConfigureAwait(false);
        return true;
    }

    private FakeTokenAnswer Judge(FakeTokenRequest request)
    {
        var refusal = TokenGrantRules.Check(request, this);
        if (refusal is not null)
            return refusal;
        lock (_lock)
        {
            string? rotated = null;
            if (request.Form.TryGetValue("refresh_token", out var sent))
            {
                if (!_refreshTokens.Contains(sent))
                    return FakeTokenAnswer.Error("invalid_grant");
                if (RotatesRefreshTokens)
                {
                    _refreshTokens.Remove(sent);
                    rotated = string.Create(CultureInfo.InvariantCulture, $"refresh-{++_lastRefreshToken}");
                    _refreshTokens.Add(rotated);
                }
            }
            var token = MakeToken(++_lastToken);
            _given.Add(token);
            var seconds = (long)Lifetime.TotalSeconds;
            var more = rotated is null ? "" : $",\"refresh_token\":\"{rotated}\"";
            return FakeTokenAnswer.Status((int)HttpStatusCode.OK, $$"""{"access_token":"{{JsonEncodedText.Encode(token)}}","expires_in":{{seconds}},"token_type":"Bearer"{{more}}}""");
        }
    }
}
