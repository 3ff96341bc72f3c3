namespace Leadmetrics.Docs.Snippets;

/// <summary>What is compiled together: a block, and those behind it that go on with it.</summary>
internal sealed class Snippet
{
    public Snippet(Fence first, bool isProgram, bool needsPublicFeed)
    {
        Fences = [first];
        IsProgram = isProgram;
        NeedsPublicFeed = needsPublicFeed;
    }

    public List<Fence> Fences { get; }

    /// <summary>Whether it stands alone, as a program's own file would.</summary>
    public bool IsProgram { get; }

    /// <summary>Whether it is compiled only where <c>PublicFeed=true</c> was said.</summary>
    public bool NeedsPublicFeed { get; }
}
