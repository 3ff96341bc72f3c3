using Microsoft.CodeAnalysis;

namespace Leadmetrics.Docs.Snippets;

/// <summary>What can be wrong with a block before it is compiled.</summary>
internal static class SnippetErrors
{
    public static readonly DiagnosticDescriptor NotCSharp = Error("DOC001", "A block is not C#", "{0}");

    public static readonly DiagnosticDescriptor UnknownWord = Error("DOC002", "A fence asks for something unknown", "A block of C# is fenced by csharp, and behind it same, program or public-feed; '{0}' is none of these");

    public static readonly DiagnosticDescriptor NothingBefore = Error("DOC003", "A block goes on with nothing", "'csharp same' goes on with the block of C# before it on the page, and there is none");

    public static readonly DiagnosticDescriptor NotClosed = Error("DOC004", "A block is not closed", "The block is not closed");

    private static DiagnosticDescriptor Error(string id, string title, string message) => new(id, title, message, "Documentation", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
