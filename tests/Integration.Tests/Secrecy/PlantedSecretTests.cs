using System.Text;
using System.Text.Json;

namespace Leadmetrics.Integration.Secrecy;

/// <summary>The search finds what it shall find: one that finds nothing proves nothing.</summary>
public sealed class PlantedSecretTests : IDisposable
{
    private const string Text = "plänted/secret+1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-tests-");

    public static TheoryData<string> Forms => ["utf-8", "utf-16", "utf-16be", "base64", "base64-1", "base64-2", "base64url", "base64 of utf-16", "hex", "HEX", "url", "json"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_found_in_a_file_in_every_form(string form)
    {
        var inner = Directory.CreateDirectory(Path.Combine(_folder.FullName, "base", "1"));
        File.WriteAllBytes(Path.Combine(inner.FullName, "16384"), [.. new byte[8191], .. Form(form), 0, 255]);

        Assert.NotEmpty(DumpScan.Files(_folder.FullName, new PlantedSecret(Text)));
        Assert.Empty(DumpScan.Files(_folder.FullName, new PlantedSecret("another-secret")));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("base64-1")]
    [InlineData("HEX")]
    [InlineData("json")]
    public void A_secret_is_found_in_a_text(string form)
    {
        var text = $"before {Encoding.UTF8.GetString(Form(form))} behind";

        Assert.Single(DumpScan.Texts(["nothing", text], new PlantedSecret(Text)));
    }

    private static byte[] Form(string form)
    {
        var utf8 = Encoding.UTF8.GetBytes(Text);
        return form switch
        {
            "utf-8" => utf8,
            "utf-16" => Encoding.Unicode.GetBytes(Text),
            "utf-16be" => Encoding.BigEndianUnicode.GetBytes(Text),
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(utf8)),
            "base64-1" => Encoding.ASCII.GetBytes(Convert.ToBase64String([7, .. utf8, 9])),
            "base64-2" => Encoding.ASCII.GetBytes(Convert.ToBase64String([7, 8, .. utf8, 9, 9])),
            "base64url" => Encoding.ASCII.GetBytes(Convert.ToBase64String([7, .. utf8]).Replace('+', '-').Replace('/', '_')),
            "base64 of utf-16" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Unicode.GetBytes(Text))),
            "hex" => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)),
            "HEX" => Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)),
            "url" => Encoding.ASCII.GetBytes(Uri.EscapeDataString(Text)),
            _ => JsonSerializer.SerializeToUtf8Bytes(Text)[1..^1],
        };
    }
}
