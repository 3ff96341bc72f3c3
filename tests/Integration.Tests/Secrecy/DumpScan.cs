using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Secrecy;

/// <summary>Looks for planted secrets in files and texts.</summary>
internal static class DumpScan
{
    /// <summary>What every password that these tests plant begins with.</summary>
    public const string Mark = "planted-p4ss";

    /// <summary>Where the secrets are found, one line each: the file and the form.</summary>
    public static IReadOnlyList<string> Files(string folder, params IEnumerable<PlantedSecret> secrets)
    {
        var forms = secrets.SelectMany(secret => secret.Bytes).ToArray();
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            var content = Read(file).AsSpan();
            foreach (var form in forms)
            {
                if (content.IndexOf(form) is >= 0 and var at) found.Add($"{Path.GetRelativePath(folder, file)} at {at}: {System.Text.Encoding.Latin1.GetString(form)}");
            }
        }

        return found;
    }

    /// <summary>The texts, cut to what stands around it, that hold a secret.</summary>
    public static IReadOnlyList<string> Texts(IEnumerable<string> texts, params IEnumerable<PlantedSecret> secrets)
    {
        var forms = secrets.SelectMany(secret => secret.Texts).ToArray();
        return [.. texts.Where(text => Array.Exists(forms, form => text.Contains(form, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Looks through a whole cluster when the tests of this assembly are over, with all that they left in it: tables, write-ahead log, server log.</summary>
    public static async Task OfClusterAsync(PostgresPeer postgres)
    {
        if (!postgres.IsOwn) return;
        await postgres.ExecuteAsync("CHECKPOINT");
        var found = Files(postgres.Folder, new PlantedSecret(Mark));
        if (found.Count > 0) throw new InvalidOperationException($"Planted secrets lie in the database in clear: {string.Join("; ", found.Take(10))}");
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // A server that runs removes files while they are listed.
            return [];
        }
        catch (IOException)
        {
            // Sockets.
            return [];
        }
    }
}
