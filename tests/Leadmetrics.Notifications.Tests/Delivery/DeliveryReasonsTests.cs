using Leadmetrics.Notifications.Delivery;
using static Leadmetrics.Notifications.Delivery.DeliveryReason;

namespace Leadmetrics.Notifications.Tests.Delivery;

/// <summary>What receivers say, and the one word for it.</summary>
public sealed class DeliveryReasonsTests
{
    /// <summary>Reply code, enhanced code, text, reason.</summary>
    public static TheoryData<int?, string?, string?, DeliveryReason> Sayings => new()
    {
        // Exact codes say it, whatever the words.
        { 550, "5.1.1", "The email account that you tried to reach does not exist", MailboxUnknown },
        { 550, "5.1.1", "Mailbox is full of spam, blocked by policy", MailboxUnknown },
        { 550, "5.1.2", "Bad destination host", DomainUnknown },
        { 553, "5.1.3", "Bad destination mailbox address syntax", MailboxUnknown },
        { 551, "5.1.6", "Mailbox has moved", MailboxUnknown },
        { 550, "5.1.8", "Access denied, bad outbound sender", Blocked },
        { 556, "5.1.10", "Domain example.net does not accept mail (nullMX)", DomainUnknown },
        { 556, "5.1.10", "Recipient address has null MX", DomainUnknown },
        { 556, "5.1.10", null, DomainUnknown },
        { 550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", MailboxUnknown },
        { 550, "5.2.1", "The email account that you tried to reach is disabled", MailboxDisabled },
        { 450, "4.2.1", "The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered", Throttled },
        { 450, "4.2.1", "Mailbox temporarily disabled", MailboxDisabled },
        { 552, "5.2.2", "The recipient's inbox is out of storage space and inactive", MailboxFull },
        { 452, "4.2.2", "Over quota", MailboxFull },
        { 554, "5.2.2", "mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", MailboxFull },
        { 552, "5.2.3", "Message exceeds mailbox's limit", TooLarge },
        { 554, "5.2.252", "SendAsDenied; jane@example.com not allowed to send as boss@example.com", Blocked },
        { 552, "5.3.4", "Message size exceeds fixed limit", TooLarge },
        { 552, "5.3.4", null, TooLarge },
        { 452, "4.3.1", "Insufficient system resources", SystemFailure },
        { 432, "4.3.2", "STOREDRV.Deliver; recipient thread limit exceeded", Throttled },
        { 421, "4.3.2", "Service not available", Throttled },
        { 451, "4.3.0", "Temporary lookup failure", SystemFailure },
        { 451, "4.3.5", "Server configuration problem", SystemFailure },
        { 550, "4.4.7", "QUEUE.Expired; message expired", Expired },
        { 550, "5.4.7", "Delivery expired (message too old)", Expired },
        { 550, "5.4.300", "Message expired -> 421 4.4.0 Remote server response was not RFC conformant", Expired },
        { 550, "5.4.310", "DNS domain nowhere.example does not exist", DomainUnknown },
        { 554, "5.4.14", "Hop count exceeded - possible mail loop ATTR34", Unreachable },
        { 550, "5.7.23", "The message was rejected because of Sender Policy Framework violation", SenderNotAuthenticated },
        { 550, "5.7.25", "The IP address sending this message does not have a PTR record setup", SenderNotAuthenticated },
        { 550, "5.7.26", "Unauthenticated email from example.com is not accepted due to domain's DMARC policy", SenderNotAuthenticated },
        { 550, "5.7.509", "Access denied, sending domain example.com does not pass DMARC verification and has a DMARC policy of reject", SenderNotAuthenticated },
        { 550, "5.7.515", "Access denied, sending domain example.com does not meet the required authentication level", SenderNotAuthenticated },
        { 550, "5.7.350", "Remote server returned message detected as spam -> 554 5.7.1 The message was rejected", Spam },
        { 550, "5.7.501", "Access denied, spam abuse detected from IP range", Blocked },
        { 550, "5.7.606", "Access denied, banned sending IP [203.0.113.9]", Blocked },
        { 452, "4.5.3", "Domain example.net has exceeded the max recipients", Throttled },

        // General codes, refined by words.
        { 550, "5.0.0", "<x@example.net>... User unknown", MailboxUnknown },
        { 550, "5.5.0", "Requested action not taken: mailbox unavailable", MailboxUnknown },
        { 550, "5.1.0", "Address rejected: user x@example.net", MailboxUnknown },
        { 550, "5.1.0", "<bounces@acme.example>: Sender address rejected: Domain not found", Blocked },
        { 550, "5.1.0", "address rejected", Other },
        { 550, "5.7.1", "Our system has detected that this message is likely unsolicited mail", Spam },
        { 554, "5.7.1", "Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org", Blocked },
        { 550, "5.7.1", "Unfortunately, messages from [203.0.113.9] weren't sent. Part of their network is on our block list (S3150)", Blocked },
        { 550, "5.7.1", "Unable to relay for x@example.net", Blocked },
        { 550, "5.7.1", "<x@example.net>: Recipient address rejected: User unknown in virtual alias table", MailboxUnknown },
        { 550, "5.7.1", "Message rejected due to DMARC. Please see https://support.example/", SenderNotAuthenticated },
        { 550, "5.7.1", "SPF check: fail. Blocked", SenderNotAuthenticated },
        { 550, "5.7.1", null, Blocked },
        { 552, "5.7.0", "This message was blocked because its content presents a potential security issue", Spam },
        { 554, "5.7.1", "[HM08] Message rejected due to local policy. Please visit https://support.apple.example/", Blocked },
        { 421, "4.7.0", "[TSS04] Messages from 203.0.113.9 temporarily deferred due to unexpected volume or user complaints", Throttled },
        { 421, "4.7.0", "Try again later, closing connection.", Throttled },
        { 421, "4.7.28", "Our system has detected an unusual rate of unsolicited mail originating from your IP address", Throttled },
        { 451, "4.7.650", "The mail server [203.0.113.9] has been temporarily rate limited due to IP reputation", Blocked },
        { 451, "4.7.500", "Server busy. Please try again later from [203.0.113.9]", Throttled },
        { 450, "4.7.1", "<x@example.net>: Recipient address rejected: Greylisted, see http://postgrey.example/", Greylisted },
        { 450, "4.2.0", "<x@example.net>: Recipient address rejected: Greylisted", Greylisted },
        { 451, "4.7.1", "Greylisting in action, please come back later", Greylisted },
        { 550, "5.4.1", "Recipient address rejected: Access denied. [AM0EUR02FT001.eop.example]", MailboxUnknown },
        { null, "5.4.1", "No answer from host", Unreachable },
        { null, "5.4.4", "Host or domain name not found. Name service error for name=nowhere.example type=A: Host not found", DomainUnknown },
        { null, "4.4.1", "connect to mx.example.org[198.51.100.7]:25: Connection timed out", Unreachable },
        { null, "4.4.2", "lost connection with mx.example.org while sending RCPT TO", Unreachable },
        { null, "5.4.6", "mail for example.net loops back to myself", Unreachable },
        { null, "4.4.3", null, Unreachable },
        { null, "5.3.0", null, SystemFailure },
        { 550, "5.2.0", "User account is inactive", MailboxDisabled },

        // No enhanced code at all.
        { 550, null, "No such user here", MailboxUnknown },
        { 550, null, "Unrouteable address", MailboxUnknown },
        { 550, null, "Invalid recipient x@example.net (#5.1.1)", MailboxUnknown },
        { 554, null, "delivery error: dd This user doesn't have a yahoo.example account (x@yahoo.example) [0]", MailboxUnknown },
        { 554, null, "30: Sorry, your message cannot be delivered. This mailbox is disabled (554.30).", MailboxDisabled },
        { 550, null, "Requested action not taken: mailbox unavailable. Reject due to SPF policy: SPF check failed", SenderNotAuthenticated },
        { 554, null, "Transaction failed. Reject due to policy restrictions.", Blocked },
        { 554, null, "Email rejected due to security policies - https://community.mimecast.example/docs/DOC-1369#554", Blocked },
        { 550, null, "Administrative prohibition - envelope blocked", Blocked },
        { 554, null, "Blocked - see https://ipcheck.proofpoint.example/?ip=203.0.113.9", Blocked },
        { 554, null, "Message rejected: high probability of spam", Spam },
        { 552, null, "Mailbox size limit exceeded", MailboxFull },
        { 552, null, "Requested mail action aborted: exceeded storage allocation", MailboxFull },
        { 552, null, "Message size exceeds maximum permitted", TooLarge },
        { 552, null, null, MailboxFull },
        { 450, null, "Too many connections from your IP", Throttled },
        { 451, null, "Internal error", SystemFailure },
        { null, null, "retry timeout exceeded", Expired },
        { null, null, "all hosts for 'example.net' have been failing for a long time (and retry time not reached)", Unreachable },
        { null, null, "delivery temporarily suspended: connect to mx.example.net[192.0.2.1]:25: Connection refused", Unreachable },
        { null, null, "Sorry, no mailbox here by that name. (#5.1.1)", MailboxUnknown },
        { 550, null, "x", Other },
        { 550, "no code", "mailbox full", MailboxFull },

        // Nothing went wrong.
        { 250, "2.1.5", "delivered", None },
        { 250, null, "user unknown", None },
        { null, null, null, None },
        { null, null, " ", None },
    };

    [Theory]
    [MemberData(nameof(Sayings), DisableDiscoveryEnumeration = true)]
    public void What_a_receiver_says_has_one_word(int? code, string? enhancedCode, string? text, DeliveryReason reason) =>
        Assert.Equal(reason, DeliveryReasons.Of(code, enhancedCode, text));

    [Fact]
    public void Only_the_first_thousand_characters_are_read()
    {
        Assert.Equal(MailboxFull, DeliveryReasons.Of(550, null, new string('x', 980) + " mailbox full"));
        Assert.Equal(Other, DeliveryReasons.Of(550, null, new string('x', 1000) + " mailbox full"));
    }
}
