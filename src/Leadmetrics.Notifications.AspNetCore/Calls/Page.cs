namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>A page of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">The cursor of the next page; <see langword="null"/>: there is none.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>The first <paramref name="limit"/> of what was found, where one more was asked for to know whether there is a next page.</summary>
    public static Page<T> Of<TFound>(IReadOnlyList<TFound> found, int limit, Func<TFound, T> show, Func<TFound, string> cursor)
    {
        var more = found.Count > limit;
        return new Page<T>([.. found.Take(limit).Select(show)], more ? cursor(found[limit - 1]) : null);
    }
}
