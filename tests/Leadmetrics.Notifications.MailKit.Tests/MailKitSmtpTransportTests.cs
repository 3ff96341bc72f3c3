using Leadmetrics.Conformance.Transports;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.MailKit.Tests;

/// <summary>The transport as <c>UseMailKit</c> registers it.</summary>
internal sealed class Factory : ISmtpTransportFactory
{
    public ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool) => new MailKitSmtpTransport(connection, pool);
}

public sealed class MailKitSmtpDeliveryTests : SmtpDeliveryConformance
{
    protected override ISmtpTransportFactory Factory => new Factory();
}

public sealed class MailKitSmtpLossTests : SmtpLossConformance
{
    protected override ISmtpTransportFactory Factory => new Factory();
}

public sealed class MailKitSmtpGateTests : SmtpGateConformance
{
    protected override ISmtpTransportFactory Factory => new Factory();
}

public sealed class MailKitSmtpSessionTests : SmtpSessionConformance
{
    protected override ISmtpTransportFactory Factory => new Factory();
}

public sealed class MailKitSmtpPoolTests : SmtpPoolConformance
{
    protected override ISmtpTransportFactory Factory => new Factory();
}

public sealed class MailKitSmtpWatcherTests : SmtpWatcherConformance
{
    protected override ISmtpTransportFactory Factory => new Factory();
}
