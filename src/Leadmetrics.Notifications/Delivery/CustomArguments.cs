namespace Leadmetrics.Notifications.Delivery;

/// <summary>The names under which a provider carries our own facts through its events.</summary>
internal static class CustomArguments
{
    /// <summary>All names that begin so are the library's.</summary>
    public const string Prefix = "lmn_";

    /// <summary>The Message-ID.</summary>
    public const string MessageId = "lmn_message_id";

    /// <summary>The tenant.</summary>
    public const string Tenant = "lmn_tenant";
}
