namespace Leadmetrics.Smtp;

/// <summary>Who we say we are in AUTH: a password or a bearer token.</summary>
public abstract class SmtpCredentials
{
    private protected SmtpCredentials(string userName)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        UserName = userName;
    }

    /// <summary>The authentication identity.</summary>
    public string UserName { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => $"{GetType().Name} {{ *** }}";
}
