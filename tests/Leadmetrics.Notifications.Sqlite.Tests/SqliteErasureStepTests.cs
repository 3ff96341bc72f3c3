using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Sqlite.Tests;

/// <summary>What other writers see of the erasure of a large tenant.</summary>
public sealed class SqliteErasureStepTests
{
    [Fact]
    public async Task Between_two_steps_the_file_is_left_to_other_writers()
    {
        await using var database = await SqliteUnderTest.CreateAsync();
        for (var from = 0; from < 5000; from += 1000) await database.Events.AddAsync([.. Enumerable.Range(from, 1000).Select(i => Deliveries.Plain($"e{i}"))]);
        var others = database.Open(options => options.BusyTimeout = TimeSpan.FromMilliseconds(1)).GetRequiredService<IDeliveryEventStore>();
        var left = new List<long>();
        var clock = new PauseClock(async () =>
        {
            left.Add(await database.CountAsync("email_event", "acme"));
            Assert.Equal([true], await others.AddAsync(Deliveries.Plain($"e{left.Count}", tenant: new TenantId("globex"))));
        });

        var erased = await database.Open(register: services => services.AddSingleton<TimeProvider>(clock)).GetRequiredService<IErasureStore>().EraseTenantAsync(Rows.Acme);

        Assert.Equal(new ErasedTenant(0, 0) { Events = 5000 }, erased);
        foreach (var pause in clock.Pauses) await pause;
        Assert.Equal([3000, 1000], left);
        Assert.Equal(2, await database.CountAsync("email_event", "globex"));
    }

    // A clock whose pauses last as long as some work.
    private sealed class PauseClock(Func<Task> work) : TimeProvider
    {
        public List<Task> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(TimeSpan.FromMilliseconds(100), dueTime);
            Pauses.Add(WorkAsync());
            return new Ended();

            async Task WorkAsync()
            {
                try
                {
                    await Task.Run(work);
                }
                finally
                {
                    callback(state);
                }
            }
        }

        private sealed class Ended : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
