using Leadmetrics.Notifications.Providers.Smtp.Transcripts;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp.Transcripts;

/// <summary>What of a dialogue is logged, line by line.</summary>
public sealed class SmtpTranscriptTests : IDisposable
{
    private static readonly TenantId Acme = new("acme");

    private readonly LogSink _log = new();
    private readonly SmtpTranscripts _transcripts;
    private readonly SmtpTranscript _transcript;

    public SmtpTranscriptTests()
    {
        _transcripts = new SmtpTranscripts(_log.CreateLogger(TelemetryNames.TranscriptCategory));
        _transcripts.Switch(["acme"]);
        _transcript = _transcripts.Begin(Acme, "mail.example.com", 587)!;
    }

    [Fact]
    public void Words_of_a_message_do_not_come_back_in_the_replies_to_data()
    {
        Play("C: MAIL FROM:<>", "C: RCPT TO:<jane@example.com>", "C: DATA", "S: 250 ok", "S: 550 5.1.1 unknown here", "S: 354 go on, planted", "S: 554-5.7.1 spam: planted", "S: 554 5.7.1 planted", "S: 421 planted again");
        Play("C: RSET", "S: 250 well");

        Assert.Equal(["S: 250 ok", "S: 550 5.1.1 unknown here", "S: 354 ***", "S: 554-5.7.1 ***", "S: 554 5.7.1 ***", "S: 421 ***", "S: 250 well"], Received());
    }

    [Fact]
    public void Words_of_a_message_do_not_come_back_in_the_replies_to_chunks_and_a_command_behind_them_is_answered_in_words()
    {
        Play("C: MAIL FROM:<>", "C: RCPT TO:<jane@example.com>", "C: BDAT 100", "C: BDAT 20 LAST", "C: QUIT", "S: 250 ok", "S: 250 fine", "S: 250 planted", "S: 554 5.6.0 planted", "S: 221 bye");

        Assert.Equal(["S: 250 ok", "S: 250 fine", "S: 250 ***", "S: 554 5.6.0 ***", "S: 221 bye"], Received());
    }

    [Fact]
    public void What_is_no_reply_is_not_repeated_where_words_are_withheld()
    {
        Play("C: DATA", "S: bob", "S: planted words", "S: 554", "S: 554xplanted");

        Assert.Equal(["S: ***", "S: ***", "S: 554", "S: ***"], Received());
    }

    [Fact]
    public void From_auth_to_its_last_reply_codes_alone_are_logged()
    {
        Play("C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: ***", "S: 334 UGFzc3dvcmQ6", "C: ***", "S: 535-5.7.8 jane is", "S: 535 5.7.8 not known", "C: QUIT", "S: 221 bye");

        Assert.Equal(["S: 334 ***", "S: 334 ***", "S: 535-5.7.8 ***", "S: 535 5.7.8 ***", "S: 221 bye"], Received());
    }

    [Fact]
    public void A_transcript_that_was_switched_off_is_never_heard_again()
    {
        Play("C: EHLO a.example");
        _transcripts.Switch([]);
        Play("C: AUTH LOGIN");
        _transcripts.Switch(["acme"]);

        Play("S: 334 what was not understood", "S: 535 planted.user is unknown");

        Assert.Empty(Received());
        Assert.NotNull(_transcripts.Begin(Acme, "mail.example.com", 587));
    }

    [Fact]
    public void An_envelope_with_too_many_names_has_its_replies_logged_without_words()
    {
        Play("C: MAIL FROM:<>");
        for (var i = 0; i <= EnvelopeNames.MaxNames; i++) _transcript.Sent($"RCPT TO:<person{i}@example.com>");

        Play("S: 250 ok", $"S: 550 5.1.1 no person{EnvelopeNames.MaxNames}");

        Assert.Equal(["S: 250 ***", "S: 550 5.1.1 ***"], Received());
    }

    public void Dispose() => _transcripts.Dispose();

    private void Play(params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            if (line[0] == 'C') _transcript.Sent(line[3..]);
            else _transcript.Received(line[3..]);
        }
    }

    private IEnumerable<string> Received() => _log.Ordered(1092, 1092).Select(line => line[line.IndexOf("S: ", StringComparison.Ordinal)..]);
}
