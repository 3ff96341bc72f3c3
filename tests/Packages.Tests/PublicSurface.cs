using System.Reflection;
using PublicApiGenerator;

namespace Leadmetrics.Packages;

/// <summary>Holds what a package shows to others against the listing of it that stands beside its project.</summary>
internal static class PublicSurface
{
    private const string Switch = "LEADMETRICS_WRITE_DOCS";

    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        // Those that the compiler writes for its own sake; the flags of nullability are told by the types.
        ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncStateMachineAttribute", "System.Diagnostics.DebuggerStepThroughAttribute", "System.Text.Json.Serialization.JsonSourceGenerationOptionsAttribute", "System.CodeDom.Compiler.GeneratedCodeAttribute"],
        DenyNamespacePrefixes = [],
    };

    public static async Task CompareAsync(Assembly assembly)
    {
        var id = assembly.GetName().Name!;
        var path = Path.Combine(Checkout.Root, "src", id, "PublicSurface.txt");
        var surface = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Switch) == "1") await File.WriteAllTextAsync(path, surface, TestContext.Current.CancellationToken);
        var listed = File.Exists(path) ? (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") : "";

        Assert.True(
            surface == listed,
            $"What {id} shows to others is not what src/{id}/PublicSurface.txt lists. Where that is meant, run these tests with {Switch}=1 and commit the listing with the change; docs/versions.md tells what breaks whom. First of what differs: {FirstDifference(listed, surface)}");
    }

    private static string FirstDifference(string listed, string surface)
    {
        var (before, now) = (listed.Split('\n'), surface.Split('\n'));
        var at = before.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {at + 1}, listed \"{before.ElementAtOrDefault(at)?.Trim()}\", is \"{now.ElementAtOrDefault(at)?.Trim()}\"";
    }
}
