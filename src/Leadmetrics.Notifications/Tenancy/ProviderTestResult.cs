using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What came of testing a provider.</summary>
/// <param name="Provider">The provider as it is now: <see cref="ProviderView.VerifiedAt"/> is set where the test passed, <see cref="ProviderView.LastError"/> where it failed.</param>
/// <param name="Report">The stages, with facts for operators.</param>
public sealed record ProviderTestResult(ProviderView Provider, VerificationReport Report)
{
    /// <summary>Whether the tested settings serve from now on.</summary>
    public bool Verified => Report.Passed;
}
