using System.Globalization;
using System.Security.Cryptography;

namespace Leadmetrics.Chaos;

/// <summary>What a run is told.</summary>
internal sealed record ChaosOptions
{
    public const string Help = """
        chaos [--minutes N] [--seed S] [--workers N] [--rate N] [--log FILE]

          --minutes N   how long mail is queued while things go wrong (2); settling takes a minute or two more
          --seed S      decides what goes wrong, and when (by chance)
          --workers N   worker processes (4)
          --rate N      mails queued a second, on average (40)
          --log FILE    what all workers said
        """;

    public double Minutes { get; init; } = 2;

    public int Seed { get; init; } = RandomNumberGenerator.GetInt32(int.MaxValue);

    public int Workers { get; init; } = 4;

    public int Rate { get; init; } = 40;

    public string? Log { get; init; }

    /// <summary>How long a worker's hold on a mail lasts: short, so that a run sees many end.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(6);

    /// <exception cref="ArgumentException">An option is unknown, or its value is none.</exception>
    public static ChaosOptions Parse(string[] arguments)
    {
        var options = new ChaosOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} wants a value.");
            options = arguments[i] switch
            {
                "--minutes" => options with { Minutes = double.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = Number(value) },
                "--workers" => options with { Workers = Number(value) },
                "--rate" => options with { Rate = Number(value) },
                "--log" => options with { Log = Path.GetFullPath(value) },
                _ => throw new ArgumentException($"Unknown option: {arguments[i]}"),
            };
        }

        return options;
    }

    private static int Number(string value) => int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : throw new ArgumentException($"{value} is not a number.");
}
