using Leadmetrics.Notifications.Providers.Smtp.Transcripts;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Has transcripts follow <see cref="SmtpOptions.TranscriptTenants"/> as the configuration is reloaded: the one option that is needed where nobody wants to restart.</summary>
/// <remarks>By the sources of changes, not by the options' monitor: that one would throw at whoever reloads a configuration that is wrong somewhere else.</remarks>
internal sealed class TranscriptSwitch : IDisposable
{
    private readonly SmtpTranscripts _transcripts;
    private readonly IOptionsFactory<NotificationsOptions> _options;
    private readonly ILogger _logger;
    private readonly IDisposable[] _subscriptions;

    public TranscriptSwitch(SmtpTranscripts transcripts, IOptionsFactory<NotificationsOptions> options, IEnumerable<IOptionsChangeTokenSource<NotificationsOptions>> changes, ILogger logger)
    {
        (_transcripts, _options, _logger) = (transcripts, options, logger);
        _subscriptions = [.. changes.Select(source => ChangeToken.OnChange(source.GetChangeToken, Follow))];

        // What was changed since the host read its options, and before anybody listened here.
        Follow();
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
    }

    private void Follow()
    {
        try
        {
            _transcripts.Switch(_options.Create(Options.DefaultName).Smtp.TranscriptTenants);
        }
        catch (Exception wrong)
        {
            // Whatever it is: a value that cannot be read, a check that fails, what the host's own configuration throws. Let through, it would reach whoever reloads.
            Log.TranscriptsNotSwitched(_logger, wrong);
        }
    }
}
