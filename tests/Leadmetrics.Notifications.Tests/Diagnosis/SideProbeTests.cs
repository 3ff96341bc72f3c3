using System.Net;
using System.Text;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Diagnosis.Corpus;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Diagnosis;

/// <summary>What looks from the side may do, and what they may not spoil.</summary>
public sealed class SideProbeTests : IAsyncDisposable
{
    private const string Host = "smtp.example.com";
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);
    private readonly Street _street = new(Host);
    private readonly List<string> _dialled = [];
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _street.DisposeAsync();

    [Fact]
    public async Task A_server_that_greets_late_passes_although_it_was_looked_at_meanwhile()
    {
        var greets = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = _street.Smtp(587, ScriptedTls.StartTls);
        server.At(SmtpPoint.Greeting, SmtpFault.Hold(greets.Task));
        var verifying = VerifyAsync();
        await server.WaitForConnectionsAsync(2, Cancel);
        greets.SetResult();

        Assert.True((await verifying).Passed);
    }

    [Fact]
    public async Task A_server_that_greets_late_passes_although_another_port_answers_at_once()
    {
        var greets = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.Greeting, SmtpFault.Hold(greets.Task));
        var other = _street.Smtp(2525, ScriptedTls.StartTls);
        var verifying = VerifyAsync();
        await other.WaitForAsync(SmtpPoint.Ehlo, cancellationToken: Cancel);
        greets.SetResult();

        Assert.True((await verifying).Passed);
    }

    [Fact]
    public async Task A_host_whose_places_are_all_taken_blames_nobodys_settings()
    {
        _street.Smtp(587, ScriptedTls.StartTls);
        _street.Smtp(2525, ScriptedTls.StartTls);
        var report = await VerifyAsync(budget: TimeSpan.FromSeconds(1), places: new NoPlaces());

        Assert.Equal((FailureKind.Unavailable, "connections-in-use"), (report.Failure!.Kind, report.Failure.Remedy!.Code));
        Assert.Empty(_dialled);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_resolver_that_cannot_be_stopped_ends_with_the_budget()
    {
        _street.Resolve = _ => new TaskCompletionSource<IPAddress[]>().Task;
        var started = TimeProvider.System.GetTimestamp();
        var report = await VerifyAsync(budget: TimeSpan.FromSeconds(1));

        Assert.Equal("dns-unavailable", report.Failure!.Remedy!.Code);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_silent_token_service_is_not_the_mail_servers_fault()
    {
        _street.Smtp(587, ScriptedTls.StartTls, options => options.Capabilities.Auth.Add("XOAUTH2"));
        var report = await VerifyAsync(
            budget: TimeSpan.FromSeconds(2), http: new SilentHttp(), more: ""","user":"jane@example.com","auth":{"type":"oauth2","provider":"google","clientId":"c","clientSecret":"s","refreshToken":"r"}""");

        Assert.Equal(("oauth-endpoint-unreachable", VerificationStage.Auth), (report.Failure!.Remedy!.Code, report.Stages.Single(stage => stage.Outcome == StageOutcome.Failed).Stage));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_does_not_like_RSET_has_taken_the_envelope_all_the_same(bool silent)
    {
        _street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.Rset, silent ? SmtpFault.Silence : SmtpFault.Close);
        var report = await VerifyAsync(budget: TimeSpan.FromSeconds(3), options: new VerificationOptions { TriesSender = true });

        Assert.True(report.Passed);
        Assert.StartsWith("250", report.Stages[^1].Facts["mail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_QUIT_passes()
    {
        _street.Smtp(587, ScriptedTls.StartTls).At(SmtpPoint.Quit, SmtpFault.Silence);

        Assert.True((await VerifyAsync()).Passed);
    }

    [Fact]
    public async Task A_set_up_that_works_is_connected_to_once()
    {
        _street.Smtp(587, ScriptedTls.StartTls);

        Assert.True((await VerifyAsync()).Passed);
        Assert.Equal(["587"], _dialled);
    }

    [Fact]
    public async Task A_host_that_may_not_be_called_any_more_is_not_looked_at()
    {
        var asked = 0;
        _street.Smtp(465, ScriptedTls.Implicit);
        _street.Resolve = _ => Task.FromResult<IPAddress[]>([IPAddress.Parse(Interlocked.Increment(ref asked) <= 2 ? "8.8.8.8" : "10.0.0.1")]);
        var report = await VerifyAsync();

        Assert.Equal("connection-refused", report.Failure!.Remedy!.Code);
        Assert.Equal(["587"], _dialled);
        Assert.True(asked > 2);
    }

    [Fact]
    public async Task The_submission_ports_of_the_same_host_are_looked_at_and_no_others()
    {
        await VerifyAsync(port: 25);

        Assert.Equal(["25", "2525", "465", "587"], _dialled.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_heard_is_the_operators_to_read_and_no_tenants()
    {
        _street.Smtp(465, ScriptedTls.Implicit, options => options.Greeting = "220 db7.internal says hello");
        var report = await VerifyAsync();

        Assert.Contains("465 with TLS: SMTP, \"220 db7.internal says hello\"", report.Stages.Single(stage => stage.Outcome == StageOutcome.Failed).Facts["looked"], StringComparison.Ordinal);
        Assert.Contains("looked: ", report.Describe(), StringComparison.Ordinal);
        Assert.All(report.ForTenant().Stages, stage => Assert.Empty(stage.Facts));
        Assert.Equal(("connect", "use-port-465"), (report.Summary, report.ForTenant().Failure!.Remedy!.Code));
    }

    [Fact]
    public async Task A_look_takes_its_place_among_the_connections_that_the_operator_allows()
    {
        _street.Smtp(465, ScriptedTls.Implicit);
        var places = new CountedPlaces();
        await VerifyAsync(places: places);

        Assert.Equal((3, 0), (places.Entered, places.Open));
    }

    [Fact]
    public async Task A_caller_that_goes_away_while_others_are_looked_at_hears_of_a_cancellation()
    {
        _street.Filter(465, 587, 2525);
        using var cancel = new CancellationTokenSource();
        var verifying = VerifyAsync(cancellationToken: cancel.Token);
        await _looked.Task.WaitAsync(Cancel);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }

    [Fact]
    public async Task The_hosts_budget_bounds_everything_together()
    {
        _street.Filter(465, 587, 2525);
        var started = TimeProvider.System.GetTimestamp();
        var report = await VerifyAsync(budget: TimeSpan.FromSeconds(1));

        Assert.Equal("connection-timed-out", report.Failure!.Remedy!.Code);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("smtp.example.com.")]
    [InlineData("SMTP.Example.COM")]
    public async Task Trailing_dots_and_capitals_make_no_difference(string host)
    {
        _street.Smtp(587, ScriptedTls.StartTls);

        Assert.True((await VerifyAsync(host: host)).Passed);
    }

    [Fact]
    public async Task An_internationalised_host_is_verified_under_the_ASCII_name_that_its_certificate_bears()
    {
        await using var street = new Street("smtp.xn--bcher-kva.example");
        street.Smtp(587, ScriptedTls.StartTls);

        Assert.True((await VerifyAsync(street, "smtp.bücher.example", 587, Budget, null, Cancel)).Passed);
    }

    private Task<VerificationReport> VerifyAsync(int port = 587, string host = Host, TimeSpan? budget = null, ISmtpConnectionPlaces? places = null, CancellationToken? cancellationToken = null, IHttpClientFactory? http = null, string more = "", VerificationOptions? options = null) =>
        VerifyAsync(_street, host, port, budget ?? Budget, places, cancellationToken ?? Cancel, http, more, options);

    private async Task<VerificationReport> VerifyAsync(Street street, string host, int port, TimeSpan budget, ISmtpConnectionPlaces? places, CancellationToken cancellationToken, IHttpClientFactory? http = null, string more = "", VerificationOptions? options = null)
    {
        var policy = street.Policy();
        var dialer = new Dialer(policy, (vetted, at, token) =>
        {
            lock (_dialled) _dialled.Add($"{at}");
            if (at == 465) _looked.TrySetResult();
            return street.DialAsync(vetted, at, token);
        });
        var environment = new SmtpEnvironment(policy, TimeProvider.System) { Dialer = dialer, TrustedRoots = [TestCertificates.Shared.Authority], VerificationBudget = budget, Places = places };
        var config = Encoding.UTF8.GetBytes($$"""{"host":"{{host}}","port":{{port}},"fromAddress":"jane@example.com"{{more}}}""");
        var provider = new ProviderFactory(new SocketSmtpTransport.Factory(), http ?? new NoHttp(), null, TimeProvider.System).Create(ProviderWords.Smtp, config, environment);
        try
        {
            return await provider.Provider.VerifyAsync(options ?? VerificationOptions.Default, cancellationToken);
        }
        catch (EmailVerificationException failed)
        {
            return failed.Report;
        }
        finally
        {
            await provider.RetireAsync();
        }
    }

    private sealed class CountedPlaces : ISmtpConnectionPlaces
    {
        private int _entered;
        private int _open;

        public int Entered => _entered;

        public int Open => _open;

        public ValueTask<IDisposable> EnterAsync(string host, int port, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _entered);
            Interlocked.Increment(ref _open);
            return ValueTask.FromResult<IDisposable>(new Place(this));
        }

        private sealed class Place(CountedPlaces places) : IDisposable
        {
            public void Dispose() => Interlocked.Decrement(ref places._open);
        }
    }

    private sealed class NoPlaces : ISmtpConnectionPlaces
    {
        public async ValueTask<IDisposable> EnterAsync(string host, int port, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("There is none.");
        }
    }

    private sealed class SilentHttp : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("It never answers.");
        }
    }
}
