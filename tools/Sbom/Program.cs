using System.Text.Encodings.Web;
using System.Text.Json;
using Leadmetrics.Sbom;

if (args is not [var packages, var projects])
{
    Console.Error.WriteLine("Sbom PACKAGES PROJECTS: writes NAME.VERSION.cdx.json, a CycloneDX bill of materials, beside each package of the folder PACKAGES, from the lock file of its project in the folder PROJECTS.");
    return 2;
}

foreach (var file in Directory.EnumerateFiles(packages, "*.nupkg").Order(StringComparer.Ordinal))
{
    var package = PackedPackage.Read(file);
    var folder = Path.Combine(projects, package.Id);
    // Projects that keep no lock file are packed with one beside their build's output.
    var lockFile = new[] { Path.Combine(folder, "packages.lock.json"), Path.Combine(folder, "obj", "public.packages.lock.json") }.FirstOrDefault(File.Exists);
    if (lockFile is null)
    {
        Console.Error.WriteLine($"{package.Id} has no lock file in {folder}.");
        return 1;
    }

    await using var written = File.Create(Path.Combine(packages, $"{package.Id}.{package.Version}.cdx.json"));
    await using var json = new Utf8JsonWriter(written, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    new BillOfMaterials(package, LockFile.Read(lockFile)).Write(json, TimeProvider.System.GetUtcNow());
}

return 0;
