namespace Leadmetrics.Sbom;

/// <summary>One entry of a lock file.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">What it was resolved to; <see langword="null"/> for a project of this solution.</param>
/// <param name="ContentHash">NuGet's own hash of the package without its signature: SHA-512 in base64.</param>
/// <param name="Dependencies">The ids of what it needs.</param>
internal sealed record LockedPackage(string Name, string? Version, string? ContentHash, IReadOnlyList<string> Dependencies);
