using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Leadmetrics.Docs;

/// <summary>A page that is in no file.</summary>
internal sealed class PageText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
