using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace Leadmetrics.Peers;

/// <summary>A theory that takes minutes: category Long, skipped unless <see cref="LongRun.Enabled"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public LongTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!LongRun.Enabled)
            Skip = LongRun.SkipReason;
    }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => LongRun.Traits;
}
