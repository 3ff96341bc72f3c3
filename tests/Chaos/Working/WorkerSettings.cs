namespace Leadmetrics.Chaos.Working;

/// <summary>What a worker process is told, by its environment.</summary>
internal sealed record WorkerSettings
{
    /// <summary>The environment variable that holds it, as JSON.</summary>
    public const string Variable = "CHAOS_WORKER";

    /// <summary>What it calls itself to servers: a domain.</summary>
    public required string Name { get; init; }

    /// <summary>The connection string of a PostgreSQL.</summary>
    public string? Database { get; init; }

    /// <summary>The schema in it.</summary>
    public string Schema { get; init; } = "notifications";

    /// <summary>The connection string to listen by, where it is another.</summary>
    public string? Listen { get; init; }

    /// <summary>The file of a SQLite database, in place of PostgreSQL.</summary>
    public string? File { get; init; }

    /// <summary>Where SendGrid is called, where it is not the real one.</summary>
    public string? SendGrid { get; init; }

    /// <summary>The key of tenants' settings.</summary>
    public required string Key { get; init; }

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    public int Concurrency { get; init; } = 64;

    public int ConcurrencyPerTenant { get; init; } = 32;

    public int ConcurrencyPerDestination { get; init; } = 64;

    /// <summary>How many SMTP connections it may have; null: as many as its accounts.</summary>
    public int? Connections { get; init; }

    /// <summary>How far its clock is off; its timers are right.</summary>
    public TimeSpan ClockOff { get; init; }
}
