namespace Leadmetrics.Peers;

/// <summary>The line that tests/peers/smtp-peer.js prints when it is ready.</summary>
internal sealed record SmtpServerPorts(int Smtp, int Http);
