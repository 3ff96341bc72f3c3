using System.Diagnostics.Metrics;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Hosting.Health;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Capturing;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Providers.Redirecting;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Providers.Smtp.Transcripts;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Leadmetrics.Smtp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Leadmetrics.Notifications in a host.</summary>
public static class NotificationsServiceCollectionExtensions
{
    /// <summary>Registers the mailer with options from a configuration section: <c>Platform:SendGrid</c>, <c>Keys</c>, <c>Egress</c>, …</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section that binds to <see cref="NotificationsOptions"/>.</param>
    /// <param name="configure">Runs after the binding.</param>
    /// <returns>The builder: a store and further parts are chosen on it.</returns>
    public static NotificationsBuilder AddLeadmetricsNotifications(this IServiceCollection services, IConfiguration section, Action<NotificationsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<NotificationsOptions>().Bind(section).Configure(options => ReadAllowedDomains(options, section));
        return services.AddLeadmetricsNotifications(configure ?? (static _ => { }));
    }

    /// <summary>Registers the mailer with options set in code.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder: a store and further parts are chosen on it.</returns>
    public static NotificationsBuilder AddLeadmetricsNotifications(this IServiceCollection services, Action<NotificationsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<NotificationsOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NotificationsOptions>, NotificationsOptionsValidator>());
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        AddTelemetry(services);
        AddHttpClients(services);
        AddSecrets(services);
        AddBudgets(services);
        AddProviders(services);
        AddTenancy(services);
        WebhookRegistration.Add(services);
        BounceRegistration.Add(services);
        QueueRegistration.Add(services);
        return new NotificationsBuilder(services);
    }

    /// <summary>Applies missing migrations of the store before the host's services start.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static NotificationsBuilder MigrateOnStart(this NotificationsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StoreMigration>(
            provider => new StoreMigration(Stored<IStoreMigrator>(provider), provider.GetRequiredService<ILogger<StoreMigration>>())));
        return builder;
    }

    /// <summary>Sends queued mail from this host, until it stops. Any number of hosts may do so; one that does not only queues.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static NotificationsBuilder AddQueueWorker(this NotificationsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        QueueRegistration.AddWorker(builder.Services);
        return builder;
    }

    /// <summary>
    /// Takes providers for tenants from configuration: a <c>Providers</c> section by tenant, or <c>SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASS, SMTP_SECURE,
    /// SMTP_FROM, MAX_EMAILS_PER_HOUR</c> for the tenant named by <c>SMTP_TENANT</c>. Written by the operator, they come before rows and are outside the egress policy.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">The configuration to read.</param>
    /// <returns>The builder.</returns>
    public static NotificationsBuilder AddConfiguredProviders(this NotificationsBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var provider in ConfiguredProviderSource.Read(configuration)) builder.Services.AddSingleton(provider);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConfiguredProviderCheck>(provider => new ConfiguredProviderCheck(
            provider.GetRequiredService<ConfiguredProviders>(), provider.GetServices<ConfiguredProvider>(), OperatorEnvironment(provider), provider.GetRequiredService<ILogger<ConfiguredProviderCheck>>())));
        return builder;
    }

    // An environment variable holds one text where a list is wanted, which binding passes over without a word: here that would let mail out.
    private static void ReadAllowedDomains(NotificationsOptions options, IConfiguration section)
    {
        if (section["Redirect:AllowedDomains"] is not { } listed) return;
        foreach (var domain in listed.Split(',', StringSplitOptions.TrimEntries)) options.Redirect.AllowedDomains.Add(domain);
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(provider => new NotificationsTelemetry(provider.GetRequiredService<IMeterFactory>(), Options(provider).Telemetry, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(TranscriptsOf);
        services.TryAddSingleton(provider => new StoreAnswers(
            provider.GetService<IProviderStore>(), provider.GetService<IProviderStatisticsStore>(), provider.GetService<IQueueAdminStore>(), Options(provider).Health, provider.GetRequiredService<TimeProvider>()));
    }

    private static SmtpTranscripts TranscriptsOf(IServiceProvider provider)
    {
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger(TelemetryNames.TranscriptCategory);
        var transcripts = new SmtpTranscripts(logger);
        transcripts.Switch(Options(provider).Smtp.TranscriptTenants);
        transcripts.Subscription = new TranscriptSwitch(
            transcripts, provider.GetRequiredService<IOptionsFactory<NotificationsOptions>>(), provider.GetServices<IOptionsChangeTokenSource<NotificationsOptions>>(), logger);
        return transcripts;
    }

    private static void AddHttpClients(IServiceCollection services)
    {
        services.AddHttpClient(OAuthHttp.ClientName);
        services.PostConfigure<HttpClientFactoryOptions>(OAuthHttp.ClientName, OAuthHttp.TakeOver);
        services.AddHttpClient(SendGridHttp.ClientName);
        services.PostConfigure<HttpClientFactoryOptions>(SendGridHttp.ClientName, SendGridHttp.TakeOver);
        services.AddHttpClient(SesHttp.ClientName);
        services.PostConfigure<HttpClientFactoryOptions>(SesHttp.ClientName, SesHttp.TakeOver);
    }

    private static void AddSecrets(IServiceCollection services)
    {
        KeyRegistration.Add(services);
        services.TryAddSingleton<IConfigProtector, ConfigProtector>();
        services.TryAddSingleton<RowSealer>();
        services.TryAddSingleton<IKeyRotation>(provider => new KeyRotation(
            Stored<IRotationStore>(provider),
            Stored<IProviderStore>(provider),
            new RowResealer(provider.GetRequiredService<RowSealer>()),
            provider.GetRequiredService<IKeyProvider>(),
            provider.GetRequiredService<ILogger<KeyRotation>>()));
    }

    private static void AddBudgets(IServiceCollection services)
    {
        services.TryAddSingleton<IBudgetStore>(provider => new ProcessBudget(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SendingBudgets>();
    }

    private static void AddProviders(IServiceCollection services)
    {
        services.TryAddSingleton<ISmtpTransportFactory, SocketSmtpTransport.Factory>();
        services.TryAddSingleton(CatcherOf);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CaptureNotice>());
        services.TryAddSingleton(provider => new ProviderFactory(
            provider.GetRequiredService<ISmtpTransportFactory>(), provider.GetRequiredService<IHttpClientFactory>(), Options(provider).SendGridBaseAddress, provider.GetRequiredService<TimeProvider>())
        {
            Redirection = RedirectionOf(provider),
            Catcher = provider.GetRequiredService<Catcher>(),
            OAuthBaseAddress = Options(provider).OAuthBaseAddress,
            SesBaseAddress = Options(provider).SesBaseAddress,
            Telemetry = provider.GetRequiredService<NotificationsTelemetry>(),
            Transcripts = provider.GetRequiredService<SmtpTranscripts>(),
        });
        services.TryAddSingleton(provider => new SmtpConnectionCaps(Options(provider).Smtp.MaxConnections ?? int.MaxValue, Options(provider).Smtp.MaxConnectionsPerDestination ?? int.MaxValue));
        services.TryAddSingleton(provider => Environment(provider, new EgressPolicy(Options(provider).Egress)));
        services.TryAddSingleton(provider => new PlatformDefault(
            Options(provider).Platform.SendGrid is { } sendGrid
                ? provider.GetRequiredService<ProviderFactory>().Create(ProviderWords.SendGrid, sendGrid.ToConfig().ToJson(), provider.GetRequiredService<SmtpEnvironment>())
                : null,
            new PlatformLimits(provider.GetRequiredService<SendingBudgets>(), Options(provider).Platform.SendGrid?.Limits?.ToLimits(), Options(provider).Platform.SendGrid?.TenantLimits?.ToLimits()),
            provider.GetRequiredService<NotificationsTelemetry>()));
        services.TryAddSingleton(provider => new ConfiguredProviders(provider.GetServices<ConfiguredProvider>().Select(configured => Build(provider, configured)), provider.GetRequiredService<PlatformDefault>()));
    }

    private static void AddTenancy(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new TokenStores(
            provider.GetService<IOAuthStateStore>(), provider.GetService<IOAuthStateStore>() is null ? null : provider.GetRequiredService<RowSealer>()));
        services.TryAddSingleton(provider => new RouteLoader(
            provider.GetService<IProviderStore>(),
            provider.GetService<IProviderStore>() is null ? null : provider.GetRequiredService<RowSealer>(),
            provider.GetRequiredService<ProviderFactory>(),
            provider.GetRequiredService<TokenStores>(),
            provider.GetRequiredService<SmtpEnvironment>(),
            provider.GetRequiredService<PlatformDefault>(),
            provider.GetRequiredService<ConfiguredProviders>(),
            provider.GetRequiredService<ProviderEvents>(),
            provider.GetRequiredService<UnusableRows>(),
            Options(provider).Resolver,
            provider.GetRequiredService<SendingBudgets>(),
            provider.GetRequiredService<NotificationsTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RouteLoader>>()));
        services.TryAddSingleton<ProviderEvents>();
        services.TryAddSingleton<UnusableRows>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RouteInvalidation>(provider => new RouteInvalidation(
            provider.GetService<IProviderChangeFeed>(), provider.GetRequiredService<EmailProviderResolver>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RouteInvalidation>>())));
        services.TryAddSingleton(provider => new EmailProviderResolver(
            provider.GetRequiredService<RouteLoader>(), Options(provider).Resolver, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EmailProviderResolver>>()));
        services.TryAddSingleton<IEmailProviderResolver>(provider => provider.GetRequiredService<EmailProviderResolver>());
        services.TryAddSingleton<ITenantProviders>(provider => new TenantProviders(
            Stored<IProviderStore>(provider),
            provider.GetRequiredService<RowSealer>(),
            provider.GetRequiredService<ProviderFactory>(),
            provider.GetRequiredService<TokenStores>(),
            provider.GetRequiredService<SmtpEnvironment>(),
            provider.GetRequiredService<EmailProviderResolver>(),
            provider.GetRequiredService<NotificationsTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TenantProviders>>()));
        services.TryAddSingleton(provider => DomainCheckers.Create(Options(provider).DomainCheck, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ITenantDomains>(provider => new TenantDomains(
            Stored<IProviderStore>(provider), provider.GetRequiredService<RowSealer>(), provider.GetRequiredService<IDomainChecker>()));
        services.TryAddSingleton<IErasure>(provider => new Erasure(
            Stored<IErasureStore>(provider), provider.GetRequiredService<EmailProviderResolver>(), provider.GetRequiredService<ILogger<Erasure>>()));
        SuppressionRegistration.Add(services);
        services.TryAddSingleton<CandidateChange>();
        services.TryAddSingleton<BatchMailer>();
        services.TryAddSingleton<ITenantScheduledSends>(provider => new TenantScheduledSends(provider.GetRequiredService<IEmailProviderResolver>()));

        // A host without a store only sends.
        services.TryAddSingleton<ITenantMailer>(provider => new TenantMailer(
            provider.GetRequiredService<IEmailProviderResolver>(),
            provider.GetRequiredService<SuppressionFilter>(),
            provider.GetRequiredService<BatchMailer>(),
            provider.GetRequiredService<CandidateChange>(),
            provider.GetRequiredService<NotificationsTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IQueueIntakeStore>() is null ? null : provider.GetRequiredService<IMailIntake>()));
    }

    private static (TenantId Tenant, BuiltProvider Built) Build(IServiceProvider provider, ConfiguredProvider configured)
    {
        try
        {
            var built = provider.GetRequiredService<ProviderFactory>().Create(configured.Provider, configured.Config, OperatorEnvironment(provider), tenant: configured.Tenant);
            var limited = provider.GetRequiredService<SendingBudgets>().ForConfigured(configured.Tenant, configured.Path, built.Provider, built.Limits);
            return (configured.Tenant, built with
            {
                Provider = new MeasuredProvider(limited, configured.Tenant, TelemetryWords.Configured, provider.GetRequiredService<NotificationsTelemetry>()),
                Account = SendingBudgets.ConfiguredScope(configured.Path),
            });
        }
        catch (ProviderConfigException refused)
        {
            throw new OptionsValidationException(configured.Path, typeof(NotificationsOptions), [$"Leadmetrics.Notifications: {configured.Sentence(refused.Field, refused.Reason)}"]);
        }
    }

    private static Redirection? RedirectionOf(IServiceProvider provider)
    {
        var redirection = Redirection.Read(Options(provider).Redirect);
        if (redirection is not null) Log.MailRedirected(provider.GetRequiredService<ILogger<ProviderFactory>>(), Options(provider).Redirect.AllowedDomains.Count);
        return redirection;
    }

    private static Catcher CatcherOf(IServiceProvider provider)
    {
        if (!CatcherAddress.TryParse(Options(provider).Capture.To, out var address)) return Catcher.Off;
        Log.MailCaptured(provider.GetRequiredService<ILogger<ProviderFactory>>(), address.Host, address.Port);
        return new Catcher(address, provider.GetRequiredService<ISmtpTransportFactory>(), OperatorEnvironment(provider));
    }

    private static SmtpEnvironment OperatorEnvironment(IServiceProvider provider) => Environment(provider, EgressPolicy.ForOperator(Options(provider).Egress));

    private static SmtpEnvironment Environment(IServiceProvider provider, EgressPolicy policy)
    {
        var options = Options(provider);
        EhloName.TryCreate(options.EhloName, out var ehlo);
        return new SmtpEnvironment(policy, provider.GetRequiredService<TimeProvider>())
        {
            TrustedRoots = options.TrustedRootsFile is { } file ? TrustedRoots.Load(file) : null,
            EhloName = ehlo,
            VerificationBudget = options.Smtp.VerificationBudget,
            Logger = provider.GetRequiredService<ILogger<SmtpProvider>>(),

            // One for the host: what the operator's own accounts take counts, too.
            Places = options.Smtp is { MaxConnections: null, MaxConnectionsPerDestination: null } ? null : provider.GetRequiredService<SmtpConnectionCaps>(),
        };
    }

    // By factories, so that a host without a store is not refused by the container's own validation.
    private static T Stored<T>(IServiceProvider provider)
        where T : notnull =>
        provider.GetService<T>() ?? throw new InvalidOperationException("Leadmetrics.Notifications has no store: call UsePostgres or UseSqlite.");

    private static NotificationsOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<NotificationsOptions>>().Value;
}
