using System.Security.Cryptography;
using System.Text.Json;

namespace Leadmetrics.Sbom;

/// <summary>A package's bill of materials in CycloneDX 1.6: what it needs where it runs (<c>required</c>), and what it was built with (<c>excluded</c>).</summary>
// What runs is what can be reached from the package's own dependencies over those of the lock file; everything else in the lock file is the build's.
internal sealed class BillOfMaterials
{
    private readonly PackedPackage _package;
    private readonly Dictionary<string, LockedPackage> _locked;
    private readonly HashSet<string> _required = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    public BillOfMaterials(PackedPackage package, Dictionary<string, LockedPackage> locked)
    {
        (_package, _locked) = (package, locked);
        // Projects stand in lock files in lower case; those that need them write their names.
        foreach (var name in package.Dependencies.Concat(locked.Values.SelectMany(entry => entry.Dependencies))) _names[name] = name;
        foreach (var name in package.Dependencies) Require(name);
    }

    public void Write(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteString("serialNumber", $"urn:uuid:{new Guid(SHA256.HashData(_package.Hash).AsSpan(0, 16), bigEndian: true)}");
        json.WriteNumber("version", 1);
        WriteMetadata(json, now);

        json.WriteStartArray("components");
        foreach (var entry in Entries()) WriteComponent(json, entry);
        foreach (var framework in _package.Frameworks) WriteFramework(json, framework);
        json.WriteEndArray();

        json.WriteStartArray("dependencies");
        WriteDependencies(json, Reference(_package.Id, _package.Version), _package.Dependencies);
        foreach (var entry in Entries()) WriteDependencies(json, ReferenceOf(entry.Name), entry.Dependencies);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Reference(string name, string version) => $"pkg:nuget/{name}@{version}";

    private IEnumerable<LockedPackage> Entries() => _locked.Values.OrderBy(entry => NameOf(entry.Name), StringComparer.Ordinal);

    private string NameOf(string name) => _names.GetValueOrDefault(name, name);

    /// <summary>Our own packages are packed together, with one version.</summary>
    private string VersionOf(string name) => _locked[name].Version ?? _package.Version;

    private string ReferenceOf(string name) => Reference(NameOf(name), VersionOf(name));

    private void Require(string name)
    {
        if (!_locked.TryGetValue(name, out var entry)) throw new InvalidDataException($"{_package.Id} needs {name}, which its lock file does not know.");
        if (!_required.Add(name)) return;
        foreach (var dependency in entry.Dependencies) Require(dependency);
    }

    private void WriteMetadata(Utf8JsonWriter json, DateTimeOffset now)
    {
        json.WriteStartObject("metadata");
        json.WriteString("timestamp", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartObject("component");
        json.WriteString("type", _package.IsTool ? "application" : "library");
        json.WriteString("bom-ref", Reference(_package.Id, _package.Version));
        json.WriteStartObject("supplier");
        json.WriteString("name", _package.Authors);
        json.WriteEndObject();
        json.WriteString("name", _package.Id);
        json.WriteString("version", _package.Version);
        json.WriteString("description", _package.Description);
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-512");
        json.WriteString("content", Convert.ToHexStringLower(_package.Hash));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("copyright", _package.Copyright);
        json.WriteString("purl", Reference(_package.Id, _package.Version));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteComponent(Utf8JsonWriter json, LockedPackage entry)
    {
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", ReferenceOf(entry.Name));
        json.WriteString("name", NameOf(entry.Name));
        json.WriteString("version", VersionOf(entry.Name));
        json.WriteString("scope", _required.Contains(entry.Name) ? "required" : "excluded");
        json.WriteString("purl", ReferenceOf(entry.Name));
        if (entry.ContentHash is { } hash)
        {
            // Not among the hashes: those are of a file, and this leaves the signature out that the file has.
            json.WriteStartArray("properties");
            json.WriteStartObject();
            json.WriteString("name", "nuget:contentHash");
            json.WriteString("value", hash);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteFramework(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", "framework");
        json.WriteString("bom-ref", $"framework/{name}");
        json.WriteString("name", name);
        json.WriteString("scope", "required");
        json.WriteEndObject();
    }

    private void WriteDependencies(Utf8JsonWriter json, string reference, IReadOnlyList<string> needed)
    {
        json.WriteStartObject();
        json.WriteString("ref", reference);
        json.WriteStartArray("dependsOn");
        foreach (var name in needed.Select(ReferenceOf).Distinct().Order(StringComparer.Ordinal)) json.WriteStringValue(name);
        if (reference == Reference(_package.Id, _package.Version))
        {
            foreach (var framework in _package.Frameworks) json.WriteStringValue($"framework/{framework}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
