using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>Who signs.</summary>
/// <param name="AccessKeyId">Names the key.</param>
/// <param name="SecretAccessKey">The key.</param>
/// <param name="SessionToken">Comes with a temporary key; <see langword="null"/> with any other.</param>
internal sealed record AwsCredentials(string AccessKeyId, Secret SecretAccessKey, Secret? SessionToken);
