using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

/// <summary>Rows that are out there have to open for good: these files are only ever added to.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> OfTheKeyRing => [.. Directory.GetFiles(Folder, "ring-*.hex").Select(file => Path.GetFileNameWithoutExtension(file))];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Secrets", "Goldens");

    [Fact]
    public void Fixed_inputs_give_the_octets_of_the_golden()
    {
        var wrapped = new WrappedKey("golden", Given.Counting(100, 60));
        var bytes = ConfigProtector.Seal(Given.Plaintext, Given.Context, Given.Counting(1, 32), wrapped, Given.Counting(200, 12));

        Assert.Equal(Read("seal-fixed"), Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [MemberData(nameof(OfTheKeyRing))]
    public async Task A_golden_of_the_key_ring_opens_for_good(string name)
    {
        var protector = Given.Protector(Given.Key(1, "golden"), Given.Key(2, state: KeyState.DecryptOnly));

        Assert.Equal(Given.Plaintext, await protector.OpenAsync(Convert.FromHexString(Read(name)), Given.Context, Given.Cancel));
    }

    [Fact]
    public void There_are_goldens() => Assert.Contains("ring-1", OfTheKeyRing.Select(row => row.Data));

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".hex")).Replace("\n", "", StringComparison.Ordinal);
}
