using System.Globalization;
using System.Security.Cryptography;

namespace Leadmetrics.Chaos;

/// <summary>What a run is told.</summary>
internal sealed record ChaosOptions
{
    public const string Help = """
        chaos [--sqlite] [--minutes N] [--seed S] [--workers N] [--rate N] [--log FILE]

        Queues mail for nine tenants and has worker processes send it to four SMTP servers of its own, which note every Message-ID, while workers are killed (-9), stopped, continued and
        asked to end, the store and the servers fail, tenants are paused and rows edited, all by chance. Then all is made good, what is left is sent, and it is checked that nothing accepted
        is lost and nothing rolled back sent, that a key is one mail, that nothing goes early or beyond its limit, that nobody writes under a fence that is over, that every further copy has
        a recorded reason, and that what a worker lost is taken back within 5 s behind its lease. Everything that it starts is its own, and gone at its end.

          --sqlite      over one SQLite file, which others lock, read for long and die over; without it over a PostgreSQL
                        of the run's own (fsync on), which is stopped as by a crash and cuts connections
          --minutes N   minutes for which mail is queued while things go wrong, 0.1 to 1440 (2); sending what is left then takes 20 s to 4 minutes
          --seed S      0 to 2147483647 (by chance): decides what goes wrong, in which order and after which pauses; not how fast processes are, so no two runs are quite the same
          --workers N   worker processes, 1 to 64 (4)
          --rate N      mails queued a second on average, 1 to 1000 (40)
          --log FILE    all that workers said, and every call, arrival and try; without it, it is written to a file of the temporary folder where something is found

        Exit codes: 0 nothing was found; 1 a promise was broken; 2 an option is wrong; 3 the run could not be made (no PostgreSQL, it does not build); 130 interrupted, nothing was checked.
        """;

    private const double ShortestMinutes = 0.1;
    private const double LongestMinutes = 1440;
    private const int MostWorkers = 64;
    private const int HighestRate = 1000;

    public bool Sqlite { get; init; }

    public double Minutes { get; init; } = 2;

    public int Seed { get; init; } = RandomNumberGenerator.GetInt32(int.MaxValue);

    public int Workers { get; init; } = 4;

    public int Rate { get; init; } = 40;

    public string? Log { get; init; }

    /// <summary>How long a worker's hold on a mail lasts: short, so that a run sees many end.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The options that make the same run.</summary>
    public string Again => string.Create(CultureInfo.InvariantCulture, $"{(Sqlite ? "--sqlite " : "")}--minutes {Minutes} --seed {Seed} --workers {Workers} --rate {Rate}");

    /// <exception cref="ArgumentException">An option is unknown, or its value is none.</exception>
    public static ChaosOptions Parse(string[] arguments)
    {
        var options = new ChaosOptions();
        var left = new Queue<string>(arguments);
        while (left.TryDequeue(out var name))
        {
            options = name switch
            {
                "--sqlite" => options with { Sqlite = true },
                "--minutes" => options with { Minutes = Duration(name, Value(name, left)) },
                "--seed" => options with { Seed = Number(name, Value(name, left), 0, int.MaxValue) },
                "--workers" => options with { Workers = Number(name, Value(name, left), 1, MostWorkers) },
                "--rate" => options with { Rate = Number(name, Value(name, left), 1, HighestRate) },
                "--log" => options with { Log = Path.GetFullPath(Value(name, left)) },
                _ => throw new ArgumentException($"Unknown option: {name}"),
            };
        }

        return options;
    }

    private static string Value(string name, Queue<string> left) => left.TryDequeue(out var value) && value.Length > 0 ? value : throw new ArgumentException($"{name} wants a value.");

    private static double Duration(string name, string value) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var minutes) && minutes is >= ShortestMinutes and <= LongestMinutes
            ? minutes
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} wants minutes from {ShortestMinutes} to {LongestMinutes}, not {value}."));

    private static int Number(string name, string value, int least, int most) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} wants a number from {least} to {most}, not {value}."));
}
