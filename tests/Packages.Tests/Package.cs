using System.IO.Compression;
using System.Xml.Linq;

namespace Leadmetrics.Packages;

/// <summary>A packed package, opened.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive _archive;

    private Package(string file) => _archive = ZipFile.OpenRead(file);

    public IEnumerable<string> Files => _archive.Entries.Select(entry => entry.FullName);

    public static Package Open(PackedPackages packed, string id, string extension = "nupkg") => new(Path.Combine(packed.Folder, $"{id}.{PackedPackages.Version}.{extension}"));

    public byte[] Read(string file)
    {
        using var stream = (_archive.GetEntry(file) ?? throw new FileNotFoundException($"{file} is not among {string.Join(", ", Files)}.")).Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public XElement Metadata()
    {
        using var stream = _archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public void Dispose() => _archive.Dispose();
}
