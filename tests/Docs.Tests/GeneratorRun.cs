using System.Collections.Immutable;
using Leadmetrics.Docs.Snippets;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Leadmetrics.Docs;

/// <summary>The generator over a page that was made up, and the compiler over what it wrote.</summary>
internal static class GeneratorRun
{
    // All that this process could load: the framework, the libraries, and the context's own assembly.
    private static readonly ImmutableArray<MetadataReference> Known =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>What is wrong with the page: where it is said to be, with the number of the finding.</summary>
    public static IReadOnlyList<string> ErrorsOf(string page, string name = "/repository/docs/made-up.md")
    {
        var compilation = CSharpCompilation.Create("MadeUp", [], Known, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create([new SnippetGenerator().AsSourceGenerator()], [new PageText(name, page)], new CSharpParseOptions(LanguageVersion.CSharp14));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var own, TestContext.Current.CancellationToken);
        return [.. own.Concat(updated.GetDiagnostics(TestContext.Current.CancellationToken)).Where(found => found.Severity >= DiagnosticSeverity.Warning).Select(Say).Distinct()];
    }

    private static string Say(Diagnostic found)
    {
        var at = found.Location.GetMappedLineSpan();
        return $"{at.Path}({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1}): {found.Id}";
    }
}
