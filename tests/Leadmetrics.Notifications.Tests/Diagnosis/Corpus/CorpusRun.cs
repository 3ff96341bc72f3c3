using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>Verifies every set-up once, some of them side by side: many wait for silence to be silence.</summary>
internal static class CorpusRun
{
    private const int SideBySide = 6;
    private static readonly SemaphoreSlim Places = new(SideBySide);

    public static IReadOnlyList<SetUp> All { get; } = [.. ConnectSetUps.All, .. GreetingSetUps.All, .. TlsSetUps.All, .. AuthSetUps.All, .. MoreAuthSetUps.All, .. EnvelopeSetUps.All];

    private static readonly Lazy<Dictionary<string, Task<CorpusOutcome>>> Outcomes = new(() => All.ToDictionary(setUp => setUp.Name, setUp => Task.Run(() => RunAsync(setUp))));

    public static Task<CorpusOutcome> OfAsync(string name) => Outcomes.Value[name];

    private static async Task<CorpusOutcome> RunAsync(SetUp setUp)
    {
        await Places.WaitAsync();
        try
        {
            await using var street = new Street(setUp.Host);
            setUp.Build(street);
            var policy = street.Policy(setUp.Port);
            var environment = new SmtpEnvironment(policy, TimeProvider.System) { Dialer = new Dialer(policy, street.DialAsync), TrustedRoots = [TestCertificates.Shared.Authority] };
            var factory = new ProviderFactory(new SocketSmtpTransport.Factory(), new NoHttp(), null, TimeProvider.System);
            var provider = factory.Create(ProviderWords.Smtp, Config(setUp), environment);
            var started = TimeProvider.System.GetTimestamp();
            var report = await ReportAsync(provider.Provider, setUp.Options);
            var took = TimeProvider.System.GetElapsedTime(started);
            await provider.RetireAsync();
            return new CorpusOutcome(report, took, [.. street.Offences()]);
        }
        finally
        {
            Places.Release();
        }
    }

    private static async Task<VerificationReport> ReportAsync(IEmailProvider provider, VerificationOptions options)
    {
        try
        {
            return await provider.VerifyAsync(options);
        }
        catch (EmailVerificationException failed)
        {
            return failed.Report;
        }
    }

    private static byte[] Config(SetUp setUp)
    {
        var config = new JsonObject { ["host"] = setUp.Host, ["port"] = setUp.Port, ["secure"] = false, ["user"] = "jane@example.com", ["pass"] = Street.Password, ["fromAddress"] = "jane@example.com" };
        foreach (var (name, value) in JsonNode.Parse(setUp.Settings)!.AsObject())
        {
            if (value is null) config.Remove(name);
            else config[name] = value.DeepClone();
        }

        return Encoding.UTF8.GetBytes(config.ToJsonString());
    }
}
