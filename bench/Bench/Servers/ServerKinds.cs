namespace Leadmetrics.Bench.Servers;

/// <summary>The servers' words on the command line.</summary>
internal static class ServerKinds
{
    public static IReadOnlyList<string> Words { get; } = ["sink", "postfix", "drain"];

    public static string Word(this ServerKind kind) => Words[(int)kind];

    public static string Shown(this ServerKind kind) => kind switch
    {
        ServerKind.Sink => "smtp-sink",
        ServerKind.Postfix => "Postfix",
        _ => "a sink that only drains",
    };

    /// <param name="word">One of <see cref="Words"/>.</param>
    public static ServerKind Parse(string word) => (ServerKind)Words.ToList().IndexOf(word);
}
