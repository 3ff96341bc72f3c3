using Leadmetrics.Packages;

namespace Leadmetrics.Notifications.MailKit.Tests;

/// <summary>What users' code is compiled against; the other packages' listings are held by Packages.Tests.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public Task It_changes_together_with_its_listing_alone() => PublicSurface.CompareAsync(typeof(MailKitSmtpTransport).Assembly);
}
