namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>What one provider wants to be asked for a token. Pure.</summary>
internal interface ITokenAuthority
{
    /// <summary>The provider's name in sentences.</summary>
    string Name { get; }

    /// <summary>Where it is asked; made of the provider and the directory alone.</summary>
    Uri Address { get; }

    /// <summary>The form's fields.</summary>
    /// <param name="refreshToken">The newest refresh token; <see langword="null"/> where the client acts for itself.</param>
    /// <param name="now">When it is asked.</param>
    IReadOnlyList<KeyValuePair<string, string>> Form(string? refreshToken, DateTimeOffset now);
}
