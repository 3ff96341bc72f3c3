namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Who gives out OAuth2 tokens.</summary>
public enum OAuthProvider
{
    /// <summary>Google: Gmail and Google Workspace; the word is <c>google</c>.</summary>
    Google,

    /// <summary>Microsoft Entra: Microsoft 365 and Outlook.com; the word is <c>microsoft</c>.</summary>
    Microsoft,
}
