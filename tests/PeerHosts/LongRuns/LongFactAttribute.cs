using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace Leadmetrics.Peers;

/// <summary>A fact that takes minutes: category Long, skipped unless <see cref="LongRun.Enabled"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute, ITraitAttribute
{
    public LongFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!LongRun.Enabled)
            Skip = LongRun.SkipReason;
    }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => LongRun.Traits;
}
