namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What is wrong with a store.</summary>
public enum StoreFailure
{
    /// <summary>The database does not answer, or refuses us; or the provider of the keys that its rows are sealed under does not answer.</summary>
    Unavailable,

    /// <summary>The database lacks migrations: <c>lmn db migrate</c> or <c>MigrateOnStart()</c> applies them.</summary>
    NotMigrated,

    /// <summary>The database was migrated by a later version whose changes this one cannot work with.</summary>
    TooNew,

    /// <summary>A migration that was applied is not the one this version knows.</summary>
    ChecksumMismatch,

    /// <summary>Another writer was first.</summary>
    Conflict,

    /// <summary>What was to be stored breaks a rule of the database, such as a bound: nothing was stored, and the same call will fail again.</summary>
    Refused,
}
