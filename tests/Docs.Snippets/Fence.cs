namespace Leadmetrics.Docs.Snippets;

/// <summary>A fenced block of a page.</summary>
internal sealed class Fence
{
    public Fence(IReadOnlyList<string> info, int openedAt, string code, bool isClosed)
    {
        Info = info;
        OpenedAt = openedAt;
        Code = code;
        IsClosed = isClosed;
    }

    /// <summary>The words behind the opening fence: the language, then what is asked of us.</summary>
    public IReadOnlyList<string> Info { get; }

    /// <summary>The line of the opening fence, from zero.</summary>
    public int OpenedAt { get; }

    /// <summary>What stands between the fences.</summary>
    public string Code { get; }

    /// <summary>Whether the page ends it.</summary>
    public bool IsClosed { get; }

    /// <summary>Whether it is to be compiled: <c>csharp</c> is, <c>cs</c> is only shown.</summary>
    public bool IsCompiled => Info.Count > 0 && Info[0] == "csharp";
}
