using System.Runtime.CompilerServices;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class ContextTests
{
    private static readonly AsyncLocal<object?> Ambient = new();

    private static CancellationToken Cancel => Given.Cancel;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_and_gate_run_in_the_context_of_their_own_caller(bool atOnce)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1 });
        var seen = new List<(string Of, string In, object? Context)>();
        var senders = new List<Task>();
        foreach (var name in new[] { "A", "B", "C" })
        {
            senders.Add(SendAsync(name));
            if (!atOnce) await senders[^1];
        }

        await Task.WhenAll(senders);
        Assert.Single(server.Connections);
        Assert.Equal(9, seen.Count);
        Assert.All(seen, entry => Assert.Equal(entry.Of, entry.Context));

        async Task SendAsync(string name)
        {
            Ambient.Value = name;
            var content = Given.Content(async (output, token) =>
            {
                seen.Add((name, "content", Ambient.Value));
                // More than one write, and a context of the content's own, which must not come out of it.
                for (var i = 0; i < 20; i++) await output.WriteAsync(new byte[100_000], token);
                seen.Add((name, "content's end", Ambient.Value));
                Ambient.Value = "leaked";
            });
            var transaction = new SmtpTransaction(null, [Given.Box("b@server.test")], content)
            {
                Gate = _ =>
                {
                    seen.Add((name, "gate", Ambient.Value));
                    Ambient.Value = "leaked";
                    return ValueTask.CompletedTask;
                },
            };
            await pool.SendAsync(transaction, Cancel);
        }
    }

    [Fact]
    public async Task A_caller_without_a_context_lends_none()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        Ambient.Value = "first";
        await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        object? seen = "unset";
        var transaction = new SmtpTransaction(null, [Given.Box("b@server.test")], Given.Text("x"))
        {
            Gate = _ =>
            {
                seen = Ambient.Value;
                return ValueTask.CompletedTask;
            },
        };
        Task sending;
        using (ExecutionContext.SuppressFlow()) sending = connection.SendAsync(transaction, Cancel);
        await sending;
        Assert.Null(seen);
    }

    [Fact]
    public async Task A_pool_that_lives_on_keeps_no_callers_context_alive()
    {
        await using var server = ScriptedSmtpServer.Start();
        SmtpPool pool = null!;
        var requests = new List<WeakReference>();
        for (var i = 0; i < 3; i++) requests.Add(await Task.Run(() => RequestAsync(server, made => pool = made, pool), Cancel));
        await using var alive = pool;
        // What the thread pool still holds of the last request goes with its next work.
        for (var i = 0; i < 100 && requests.Any(request => request.IsAlive); i++)
        {
            await Task.Run(() => GC.Collect(), Cancel);
            await Task.Yield();
        }

        Assert.DoesNotContain(requests, request => request.IsAlive);
        Assert.Equal(1, alive.Statistics.Idle);
        GC.KeepAlive(alive);
    }

    // The first request makes the pool, as a host's first request does.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RequestAsync(ScriptedSmtpServer server, Action<SmtpPool> keep, SmtpPool? pool)
    {
        var request = new object();
        Ambient.Value = request;
        if (pool is null) keep(pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { IdleTimeout = TimeSpan.FromMinutes(5) }));
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        return new WeakReference(request);
    }
}
