using System.Reflection;
using System.Runtime.CompilerServices;
using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tests.Providers;

/// <summary>Batches and an account's services have defaults in the interface, too: what stands around a provider on a tenant's route must hand them on.</summary>
public sealed class ForwardedBatchTests
{
    private static readonly string[] OnTheRoute = ["LimitedProvider", "MeasuredProvider", "PlatformProvider"];

    public static TheoryData<string> Wrappers => [.. OnTheRoute];

    [Fact]
    public void Only_what_changes_where_mail_goes_takes_no_batches() =>
        Assert.Equal(["CapturedProvider", "RedirectingProvider", .. OnTheRoute], All().Where(type => Inner(type) is not null).Select(type => type.Name).OrderBy(name => OnTheRoute.Contains(name)).ThenBy(name => name, StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Wrappers))]
    public void A_provider_on_the_route_says_how_many_mails_the_one_within_takes_and_what_else_its_account_does(string name)
    {
        var type = All().Single(type => type.Name == name);
        var inner = new Batching();
        var wrapper = (IEmailProvider)RuntimeHelpers.GetUninitializedObject(type);
        Inner(type)!.SetValue(wrapper, inner);

        Assert.Equal(700, wrapper.MaxBatch);
        Assert.Same(inner, wrapper.Feature<Batching>());
        Assert.NotEqual(typeof(IEmailProvider), type.GetInterfaceMap(typeof(IEmailProvider)).TargetMethods.Single(method => method.Name.EndsWith(nameof(IEmailProvider.SendBatchAsync), StringComparison.Ordinal)).DeclaringType);
    }

    private static IEnumerable<Type> All() => typeof(IEmailProvider).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEmailProvider)));

    private static FieldInfo? Inner(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).FirstOrDefault(field => field.FieldType == typeof(IEmailProvider));

    private sealed class Batching : IEmailProvider
    {
        public string Name => "batching";

        public int MaxBatch => 700;

        public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
