using Leadmetrics.Conformance.Transports;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class SocketSmtpDeliveryTests : SmtpDeliveryConformance
{
    protected override ISmtpTransportFactory Factory => new SocketSmtpTransport.Factory();
}

public sealed class SocketSmtpLossTests : SmtpLossConformance
{
    protected override ISmtpTransportFactory Factory => new SocketSmtpTransport.Factory();
}

public sealed class SocketSmtpGateTests : SmtpGateConformance
{
    protected override ISmtpTransportFactory Factory => new SocketSmtpTransport.Factory();
}

public sealed class SocketSmtpSessionTests : SmtpSessionConformance
{
    protected override ISmtpTransportFactory Factory => new SocketSmtpTransport.Factory();
}

public sealed class SocketSmtpPoolTests : SmtpPoolConformance
{
    protected override ISmtpTransportFactory Factory => new SocketSmtpTransport.Factory();
}

public sealed class SocketSmtpWatcherTests : SmtpWatcherConformance
{
    protected override ISmtpTransportFactory Factory => new SocketSmtpTransport.Factory();
}
