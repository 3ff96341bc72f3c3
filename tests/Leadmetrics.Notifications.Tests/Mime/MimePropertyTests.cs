using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Messages made of arbitrary UTF-16 strings, read back by three readers that share no code with ours.</summary>
/// <remarks>
/// The usual run takes the same messages each time, so that a failure there is the change's; the long run looks for new ones. A failure names its
/// <c>MIME_SEED=seed,gamma,number</c>, which in the environment makes a run that begins with that message; <c>MIME_COUNT</c> says how many there are.
/// </remarks>
public sealed class MimePropertyTests
{
    private const string UsualSeed = "7099103068236924084,6292872859469281617";

    private const int UsualCount = 10_000;

    private const int LongCount = 250_000;

    // One for all parts of a long run, each of which takes other numbers of it.
    private static readonly Lazy<(ulong First, ulong Gamma, int? Start)> Fresh = new(() => ((ulong)Random.Shared.NextInt64(), (ulong)Random.Shared.NextInt64() | 1, null));

    // Enough to keep both readers at work, few enough to be held.
    private const int AtOnce = 64;

    [Fact]
    public Task Any_message_reads_back_the_same() => ReadBackAsync(0, UsualCount);

    [LongTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task A_million_new_messages_in_four_parts_read_back_the_same(int part) => ReadBackAsync(part * LongCount, LongCount);

    private static async Task ReadBackAsync(int usualStart, int usualCount)
    {
        MailReaderPeer.Python.Require();
        MailReaderPeer.Node.Require();
        var (first, gamma, start) = Seed();
        start ??= usualStart;
        var count = Environment.GetEnvironmentVariable("MIME_COUNT") is { } told ? int.Parse(told, CultureInfo.InvariantCulture) : usualCount;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(start.Value, count), options, async (i, _) =>
        {
            // Each has a seed of its own, so that any one can be made again without those before it.
            var given = AnyMail.Generator.Sample(1, new Rnd(first + (ulong)i, gamma), i % 60).Single();
            byte[]? written = null;
            try
            {
                written = await given.WriteAsync();
                AssertUnseen(AnyMail.BlindDomain, written);
                AssertUnseen(AnyMail.BouncesDomain, written);
                (await Readings.ReadAsync(written)).AssertSame(ExpectedMail.Of(given));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"MIME_SEED={first},{gamma},{i}: {e.Message}\n{(written is null ? given.ToString() : Encoding.UTF8.GetString(written))}", e);
            }
        });
    }

    [Fact]
    public void Any_message_has_its_form_its_length_and_twice_the_same_octets()
    {
        var (seed, config) = NewRun(UsualCount / 10);
        var property = Prop.ForAll(Arb.From(AnyMail.Generator), given =>
        {
            var first = given.WriteAsync().GetAwaiter().GetResult();
            var second = given.WriteAsync().GetAwaiter().GetResult();
            return first.AsSpan().SequenceEqual(second);
        });

        Check.One(config.WithName($"Seed {seed}"), property);
    }

    [Fact]
    public void Text_in_blocks_of_any_size_is_the_same_text()
    {
        var (seed, config) = NewRun(UsualCount / 10);
        var property = Prop.ForAll(Arb.From(Texts.Any), Arb.From(Gen.Choose(1, 70)), (text, size) =>
        {
            var octets = new TextOctets(text);
            var all = new List<byte>();
            var block = new byte[size];
            int read;
            do
            {
                read = octets.Read(block);
                all.AddRange(block[..read]);
            }
            while (read == size);
            return all.Count == TextOctets.Count(text) && Texts.AsBody(text) == Encoding.UTF8.GetString([.. all]);
        });

        Check.One(config.WithName($"Seed {seed}"), property);
    }

    private static (string Seed, Config Config) NewRun(int count)
    {
        var (first, gamma, _) = Seed();
        return ($"{first},{gamma}", Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(first, gamma).WithEndSize(60));
    }

    private static (ulong First, ulong Gamma, int? Start) Seed()
    {
        if (Environment.GetEnvironmentVariable("MIME_SEED") is null && LongRun.Enabled) return Fresh.Value;
        var numbers = (Environment.GetEnvironmentVariable("MIME_SEED") ?? UsualSeed).Split(',').Select(ulong.Parse).ToArray();
        return (numbers[0], numbers[1], numbers.Length > 2 ? (int)numbers[2] : null);
    }

    private static void AssertUnseen(string domain, byte[] written) =>
        Assert.True(written.AsSpan().IndexOf(Encoding.ASCII.GetBytes(domain)) < 0, $"The message names an address at {domain}, which is for the envelope alone.");
}
