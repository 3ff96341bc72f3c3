using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Edits rows by compare-and-swap: read, change, write where the version is still the one read.</summary>
/// <remarks>
/// Invariant: what serves was verified. An edit of verified settings lands beside them, and takes their place in the same write that verifies it.
/// A rotation of keys writes rows anew beside all this; it changes no settings, so it costs an edit or a test another try and never its result.
/// </remarks>
internal sealed partial class TenantProviders(
    IProviderStore store,
    RowSealer sealer,
    ProviderFactory factory,
    TokenStores tokens,
    SmtpEnvironment environment,
    EmailProviderResolver resolver,
    NotificationsTelemetry telemetry,
    TimeProvider timeProvider,
    ILogger<TenantProviders> logger) : ITenantProviders
{
    private const int MaxTries = 5;

    public async Task<ProviderView> AddAsync(TenantId tenant, ProviderDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var warnings = ProviderFactory.Check(draft.Provider, draft.Config, environment);
        var now = timeProvider.GetStorableNow();
        var row = new ProviderRow
        {
            Tenant = tenant,
            Id = Guid.CreateVersion7(now),
            Provider = draft.Provider,
            Config = default,
            ConfigKeyId = "",
            Priority = draft.Priority,
            Enabled = draft.Enabled,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var sealedConfig = await sealer.SealAsync(row, draft.Config, pending: false, cancellationToken).ConfigureAwait(false);
        row = row with { Config = sealedConfig.Bytes, ConfigKeyId = sealedConfig.KeyId };
        await WriteAsync(tenant, () => store.AddAsync(row, cancellationToken)).ConfigureAwait(false);
        foreach (var warning in warnings) Log.ProviderWarned(logger, row.Id, warning.Field, warning.Remedy.Code);
        return View(row, ConfigSecrets.Redact(draft.Config), warnings);
    }

    public async Task<ProviderView> ChangeAsync(TenantId tenant, Guid id, ProviderChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (var attempt = 1; ; attempt++)
        {
            var row = await FindAsync(tenant, id, cancellationToken).ConfigureAwait(false);
            if (change.Version is { } expected && expected != row.Version) throw Conflict();
            var next = await ApplyAsync(row, change, cancellationToken).ConfigureAwait(false);
            if (await TryUpdateAsync(next, cancellationToken).ConfigureAwait(false)) return await ViewAsync(next, cancellationToken).ConfigureAwait(false);
            if (change.Version is not null || attempt == MaxTries) throw Conflict();
        }
    }

    public async Task<IReadOnlyList<ProviderView>> ListAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        var rows = await store.ListAsync(tenant, ProviderRow.EmailChannel, cancellationToken).ConfigureAwait(false);
        var views = new List<ProviderView>(rows.Count);
        foreach (var row in rows) views.Add(await ViewAsync(row, cancellationToken).ConfigureAwait(false));
        return views;
    }

    public async Task<ProviderView> GetAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) =>
        await ViewAsync(await FindAsync(tenant, id, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public Task<ProviderTestResult> TestAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => TestAsync(tenant, id, VerificationOptions.Default, cancellationToken);

    public async Task<ProviderTestResult> TestAsync(TenantId tenant, Guid id, VerificationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var row = await FindAsync(tenant, id, cancellationToken).ConfigureAwait(false);
        var (report, settings) = await MeasuredAsync(row, options, cancellationToken).ConfigureAwait(false);
        Log.ProviderTested(logger, row.Id, row.Provider, report.Summary, report.Describe());
        for (var attempt = 1; ; attempt++)
        {
            if (await TryNoteAsync(row, report, settings, cancellationToken).ConfigureAwait(false) is { } noted)
            {
                return new ProviderTestResult(await ViewAsync(noted, cancellationToken).ConfigureAwait(false), report);
            }

            // Gone, or edited while it was tested: what was found then says nothing of what stands there now. Sealed anew, it is still what was tested.
            var now = await FindAsync(tenant, id, cancellationToken).ConfigureAwait(false);
            if (attempt == MaxTries || !await IsResealedAloneAsync(row, now, settings, cancellationToken).ConfigureAwait(false)) throw Conflict();
            row = now;
        }
    }

    public async Task RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default)
    {
        await WriteAsync(tenant, async () =>
        {
            if (!await store.RemoveAsync(tenant, id, cancellationToken).ConfigureAwait(false)) throw new ProviderNotFoundException(id);
        }).ConfigureAwait(false);
    }

    private async Task<ProviderRow> ApplyAsync(ProviderRow row, ProviderChange change, CancellationToken cancellationToken)
    {
        var next = row with { Version = row.Version + 1, Priority = change.Priority ?? row.Priority, Enabled = change.Enabled ?? row.Enabled, UpdatedAt = timeProvider.GetStorableNow() };
        if (change.Config is { } given)
        {
            var config = await MergeAsync(row, given, cancellationToken).ConfigureAwait(false);
            ProviderFactory.Check(row.Provider, config, environment, isVerified: row.VerifiedAt is not null);
            var pending = row.VerifiedAt is not null;
            var sealedConfig = await sealer.SealAsync(row, config, pending, cancellationToken).ConfigureAwait(false);
            next = pending ? next with { PendingConfig = sealedConfig.Bytes } : next with { Config = sealedConfig.Bytes, ConfigKeyId = sealedConfig.KeyId };
        }

        return next;
    }

    private async Task<(VerificationReport Report, byte[]? Settings)> MeasuredAsync(ProviderRow row, VerificationOptions options, CancellationToken cancellationToken)
    {
        using var measure = telemetry.BeginVerification(row.Tenant, row.Provider);
        (VerificationReport Report, byte[]? Settings) verified;
        try
        {
            verified = await VerifyAsync(row, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            measure.Failed(failed);
            throw;
        }

        measure.Ended(TenantOutcomes.Of(verified.Report.Failure).ToWord(), verified.Report.Failure);
        return verified;
    }

    /// <summary>What a test found, and the settings that it tested; null where they cannot be opened.</summary>
    private async Task<(VerificationReport Report, byte[]? Settings)> VerifyAsync(ProviderRow row, VerificationOptions options, CancellationToken cancellationToken)
    {
        byte[]? settings = null;
        BuiltProvider? built = null;
        try
        {
            settings = await sealer.OpenLatestAsync(row, cancellationToken).ConfigureAwait(false);
            built = factory.Create(row.Provider, settings, environment, previous: null, tokens.Latest(row), row.Tenant, isVerified: row.VerifiedAt is not null);
            return (await built.Provider.VerifyAsync(options, cancellationToken).ConfigureAwait(false), settings);
        }
        catch (EmailVerificationException failed)
        {
            return (failed.Report, settings);
        }
        catch (Exception unreadable) when (unreadable is ConfigSealException or ProviderConfigException)
        {
            var failure = new EmailFailure { Kind = FailureKind.Configuration, Phase = SendPhase.Resolve, Outcome = SendOutcome.Rejected, Message = unreadable.Message, Provider = row.Provider, Remedy = (unreadable as ProviderConfigException)?.Remedy };
            return (new VerificationReport([]) { Failure = failure }, settings);
        }
        finally
        {
            if (built is not null) await built.RetireAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The row with what a test found; null where it is no more the one that was tested.</summary>
    private async Task<ProviderRow?> TryNoteAsync(ProviderRow row, VerificationReport report, byte[]? settings, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetStorableNow();
        if (report.Failure is { } failure)
        {
            var error = ErrorNote.Of(failure);
            var noted = await store.SetLastErrorAsync(row.Tenant, row.Id, row.Version, error, now, cancellationToken).ConfigureAwait(false);
            return noted ? row with { LastError = error, LastErrorAt = now } : null;
        }

        var next = row with { Version = row.Version + 1, VerifiedAt = now, LastError = null, LastErrorAt = null, UpdatedAt = now };
        if (row.PendingConfig is not null)
        {
            // The place is part of the seal: what becomes the serving config is sealed anew for its column.
            var sealedConfig = await sealer.SealAsync(row, settings, pending: false, cancellationToken).ConfigureAwait(false);
            next = next with { Config = sealedConfig.Bytes, ConfigKeyId = sealedConfig.KeyId, PendingConfig = null };
        }

        return await TryUpdateAsync(next, cancellationToken).ConfigureAwait(false) ? next : null;
    }

    // A rotation leaves the edit time alone, an edit does not; where a clock stands still, the settings tell.
    private async Task<bool> IsResealedAloneAsync(ProviderRow before, ProviderRow now, byte[]? settings, CancellationToken cancellationToken)
    {
        if (settings is null || before.UpdatedAt != now.UpdatedAt || before.VerifiedAt != now.VerifiedAt || before.PendingConfig is null != now.PendingConfig is null) return false;
        if ((before.Priority, before.Enabled) != (now.Priority, now.Enabled)) return false;
        try
        {
            var settingsNow = await sealer.OpenLatestAsync(now, cancellationToken).ConfigureAwait(false);
            return settings.AsSpan().SequenceEqual(settingsNow);
        }
        catch (ConfigSealException)
        {
            return false;
        }
    }

    // Settings whose key is lost have nothing to carry over: complete new ones repair the row.
    private async Task<byte[]> MergeAsync(ProviderRow row, ReadOnlyMemory<byte> given, CancellationToken cancellationToken)
    {
        byte[] before;
        try
        {
            before = await sealer.OpenLatestAsync(row, cancellationToken).ConfigureAwait(false);
        }
        catch (ConfigSealException)
        {
            return given.ToArray();
        }

        return ConfigSecrets.Carry(before, given);
    }

    private async Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken)
    {
        var written = false;
        await WriteAsync(row.Tenant, async () => written = await store.TryUpdateAsync(row, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return written;
    }

    // However it ends: a write whose answer is lost may have been made, and a conflict shows that somebody made another.
    private async Task WriteAsync(TenantId tenant, Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            resolver.Invalidate(tenant);
        }
    }

    private async Task<ProviderRow> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken) =>
        await store.FindAsync(tenant, id, cancellationToken).ConfigureAwait(false) ?? throw new ProviderNotFoundException(id);

    private async Task<ProviderView> ViewAsync(ProviderRow row, CancellationToken cancellationToken)
    {
        byte[] config;
        try
        {
            config = await sealer.OpenLatestAsync(row, cancellationToken).ConfigureAwait(false);
        }
        catch (ConfigSealException unreadable)
        {
            // A list must show the row that is broken, above all.
            return View(row, null, []) with { LastError = unreadable.Message };
        }
        catch (StoreException unavailable)
        {
            return View(row, null, []) with { LastError = unavailable.Message };
        }

        try
        {
            return View(row, ConfigSecrets.Redact(config), ProviderFactory.Check(row.Provider, config, environment, isVerified: true));
        }
        catch (ProviderConfigException refused)
        {
            return View(row, ConfigSecrets.Redact(config), [new ProviderWarning(refused.Field, refused.Remedy ?? new Remedy("refused", refused.Message)) { Suggestion = refused.Suggestion }]);
        }
    }

    private static ProviderView View(ProviderRow row, ShownConfig? config, IReadOnlyList<ProviderWarning> warnings) => new()
    {
        Id = row.Id,
        Provider = row.Provider,
        Priority = row.Priority,
        Enabled = row.Enabled,
        Version = row.Version,
        VerifiedAt = row.VerifiedAt,
        HasPendingConfig = row.PendingConfig is not null,
        LastError = row.LastError,
        LastErrorAt = row.LastErrorAt,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        Config = config?.Json,
        HasSecret = config is { HasSecret: true },
        HasWebhook = row.WebhookTokenHash is not null,
        Warnings = warnings,
    };

    // Stores keep microseconds: what is given back now is what will be read later.
    private static StoreException Conflict() => new(StoreFailure.Conflict, "The provider was changed by somebody else in the meantime: read it again.");
}
