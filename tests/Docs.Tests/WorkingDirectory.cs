namespace Leadmetrics.Docs;

/// <summary>For tests that change the process's working directory: they run alone.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class WorkingDirectory
{
    public const string Collection = "working directory";
}
