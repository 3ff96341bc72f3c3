using System.Reflection;
using System.Runtime.CompilerServices;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Providers;

/// <summary>How far a test shall go has a default in the interface that drops it: every provider around another one must hand it on.</summary>
public sealed class ForwardedVerificationTests
{
    private static readonly Type[] Providers = [.. typeof(IEmailProvider).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEmailProvider)))];

    public static TheoryData<string> Wrappers => [.. Providers.Where(type => InnerOf(type).Length > 0).Select(type => type.FullName!)];

    [Fact]
    public void The_wrappers_are_found() =>
        Assert.Superset(new HashSet<string> { "CapturedProvider", "LimitedProvider", "MeasuredProvider", "PlatformProvider", "RedirectingProvider" }, Providers.Where(type => InnerOf(type).Length > 0).Select(type => type.Name).ToHashSet());

    [Theory]
    [MemberData(nameof(Wrappers))]
    public async Task A_provider_around_another_one_hands_on_how_far_a_test_shall_go(string name)
    {
        var type = Providers.Single(type => type.FullName == name);
        var inner = new Asked();

        // Made without its constructor: verifying needs the provider within, and nothing else.
        var wrapper = (IEmailProvider)RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in InnerOf(type)) field.SetValue(wrapper, inner);
        var options = new VerificationOptions();

        await wrapper.VerifyAsync(options, TestContext.Current.CancellationToken);

        Assert.Same(options, inner.Options);
    }

    [Fact]
    public void Every_other_provider_but_a_rows_handle_and_those_without_an_envelope_goes_as_far_itself() =>
        Assert.Equal(["SendGridProvider", "SesProvider"], Providers.Where(type => type.GetInterfaceMap(typeof(IEmailProvider)).TargetMethods.Any(method => method.DeclaringType!.IsInterface && method.Name.EndsWith(nameof(IEmailProvider.VerifyAsync), StringComparison.Ordinal))).Select(type => type.Name).Order(StringComparer.Ordinal));

    private static FieldInfo[] InnerOf(Type type) =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(field => field.FieldType == typeof(IEmailProvider))];

    private sealed class Asked : IEmailProvider
    {
        public VerificationOptions? Options { get; private set; }

        public string Name => "asked";

        public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => Task.FromResult(new VerificationReport([]));

        public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default)
        {
            Options = options;
            return Task.FromResult(new VerificationReport([]));
        }
    }
}
