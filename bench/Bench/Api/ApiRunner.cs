using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Peers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Bench.Api;

/// <summary>Asks a host to queue mails, and counts afterwards what is in its queue.</summary>
/// <remarks>At a rate, an answer's time is counted from when its request was due, so that a host that lags behind cannot hide it.</remarks>
internal sealed class ApiRunner : IDisposable
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private readonly ApiScenario _scenario;
    private readonly HttpClient _client;
    private readonly byte[] _body;
    private long _accepted;

    private ApiRunner(ApiScenario scenario, Uri address)
    {
        _scenario = scenario;
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = scenario.Callers }) { BaseAddress = address };
        _body = JsonSerializer.SerializeToUtf8Bytes(new { message = new { to = new[] { new { address = "jane@example.com" } }, subject = "Your receipt", text = new string('x', scenario.BodySize) } });
    }

    public static async Task<string> RunAsync(ApiScenario scenario, string store, CancellationToken cancellationToken)
    {
        await using var postgres = new PostgresPeer(new PostgresPeerOptions { Durable = true });
        var folder = Directory.CreateTempSubdirectory("lmn-bench-api-");
        try
        {
            Action<NotificationsBuilder> use;
            if (store == ApiScenario.Postgres)
            {
                await postgres.StartAsync(cancellationToken);
                var database = await postgres.CreateDatabaseAsync(cancellationToken);
                use = notifications => notifications.UsePostgres(database);
            }
            else
            {
                use = notifications => notifications.UseSqlite(Path.Combine(folder.FullName, "queue.db"));
            }

            await using var host = await ApiHost.StartAsync(use);
            using var runner = new ApiRunner(scenario, new Uri(host.Urls.First()));
            return await runner.RunAsync(host, store, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> RunAsync(WebApplication host, string store, CancellationToken cancellationToken)
    {
        await LoadAsync(WarmUp, cancellationToken);
        var before = _accepted;
        var times = await LoadAsync(TimeSpan.FromSeconds(_scenario.Seconds), cancellationToken);
        var stored = (await host.Services.GetRequiredService<IMailQueue>().StatusAsync(null, cancellationToken)).Pending;
        var lost = _accepted - stored;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{store}: {(_accepted - before) / (double)_scenario.Seconds:F0} accepted/s by {_scenario.Callers} callers{(_scenario.Rate > 0 ? $" at {_scenario.Rate}/s" : "")}, p50 {At(times, 0.5):F1} ms, p99 {At(times, 0.99):F1} ms, longest {At(times, 1):F1} ms; {_accepted} accepted in all, {lost} of them lost");
    }

    private async Task<List<double>> LoadAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var callers = await Task.WhenAll(Enumerable.Range(0, _scenario.Callers).Select(caller => Task.Run(() => CallAsync(clock, began, caller, span, cancellationToken), cancellationToken)));
        return [.. callers.SelectMany(times => times).Order()];
    }

    private async Task<List<double>> CallAsync(TimeProvider clock, long began, int caller, TimeSpan span, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var i = 0; ; i++)
        {
            var due = _scenario.Rate == 0 ? clock.GetElapsedTime(began) : TimeSpan.FromSeconds((((double)i * _scenario.Callers) + caller) / _scenario.Rate);
            if (due >= span) return times;
            var early = due - clock.GetElapsedTime(began);
            if (early > TimeSpan.Zero) await Task.Delay(early, clock, cancellationToken);
            await QueueAsync(caller, cancellationToken);
            times.Add((clock.GetElapsedTime(began) - due).TotalMilliseconds);
        }
    }

    private async Task QueueAsync(int caller, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/email/queue") { Content = new ByteArrayContent(_body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(ApiHost.TenantHeader, string.Create(CultureInfo.InvariantCulture, $"tenant-{caller % _scenario.Tenants}"));
        using var answer = await _client.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Accepted) throw new BenchException($"The host answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken))}");
        Interlocked.Increment(ref _accepted);
    }

    private static double At(List<double> times, double share) => times.Count == 0 ? 0 : times[Math.Min(times.Count - 1, (int)(times.Count * share))];
}
