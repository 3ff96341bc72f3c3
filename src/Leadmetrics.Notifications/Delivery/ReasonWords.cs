namespace Leadmetrics.Notifications.Delivery;

/// <summary>Words by which receivers tell why they refuse, in the order in which they decide: what can only mean one thing comes first.</summary>
internal static class ReasonWords
{
    private static readonly (DeliveryReason Reason, string[] Phrases)[] Rules =
    [
        (DeliveryReason.Greylisted, ["greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list", "postgrey", "first time sender, try again"]),
        (DeliveryReason.SenderNotAuthenticated,
        [
            "dmarc", "unauthenticated email", "unauthenticated mail", "authentication requirements", "authentication checks", "sender is unauthenticated", "not authenticated by", "spf check", "spf fail", "spf validation",
            "failed spf", "fails spf", "spf record", "spf hard", "sender policy framework", "dkim check", "dkim fail", "dkim signature", "dkim =", "reverse dns", "ptr record", "fcrdns", "rdns",
        ]),

        // Of the sender, before what sounds alike of the recipient.
        (DeliveryReason.Blocked, ["sender address rejected", "sender rejected", "sender verify failed", "sender verification", "invalid sender", "bad sender", "sender address does not exist", "sender denied", "sender not allowed", "mail from domain"]),
        (DeliveryReason.MailboxFull,
        [
            "mailbox full", "mailbox is full", "mailbox size limit", "mailbox for user is full", "mailfolder is full", "inbox is full", "over quota", "overquota", "over its quota", "over the quota", "quota exceeded",
            "exceeded quota", "exceeded its quota", "exceeded storage", "exceeds quota", "exceeded the quota", "exceeded mail quota", "out of storage", "storage quota", "storage limit", "quota for this mailbox", "quotaexceeded",
            "not enough storage", "quota full", "disk quota", "user quota", "mailbox limit", "mailbox has exceeded",
        ]),
        (DeliveryReason.TooLarge, ["too large", "too big", "message size", "size limit", "maximum size", "exceeds the size", "exceeds size", "exceeds fixed", "exceeds maximum", "exceeds the maximum", "larger than"]),
        (DeliveryReason.Blocked,
        [
            "spamhaus", "blocklist", "block list", "blacklist", "black list", "blackhole", "dnsbl", "rbl.", " rbl", "spamcop", "barracudacentral", "sorbs", "abusix", "senderscore", "poor reputation", "low reputation", "bad reputation", "reputation of",
            "reputation", "uceprotect", "invaluement", "blocked using", "banned", "csi.cloudmark", "ipcheck.proofpoint", "has been blocked", "is blocked", "blocked by", "dynamic ip", "dynamic address",
        ]),
        (DeliveryReason.Throttled,
        [
            "rate limit", "rate-limit", "ratelimit", "ratelimited", "throttl", "too many recipients", "too many connections", "too many concurrent", "too many messages", "too many mails", "too many emails", "too many sessions", "too many requests",
            "too many errors", "too many unknown", "too quickly", "at a rate", "unusual rate", "unexpected volume", "sending limit", "connection limit", "message limit", "limit exceeded", "exceeded the rate", "exceeded the maximum number",
            "exceeded the limit", "exceeded its limit", "server busy", "server is busy", "try again slower", "concurrent connections", "temporarily rate", "excessive", "slow down", "traffic volume",
        ]),
        (DeliveryReason.Spam, ["spam", "unsolicited", "junk mail", "bulk mail", "because its content", "message content", "content reject", "content filter", "virus", "malware", "phish", "suspicious"]),
        (DeliveryReason.DomainUnknown,
        [
            "domain not found", "domain name not found", "no such domain", "unknown domain", "domain does not exist", "domain doesn't exist", "domain is not valid", "invalid domain", "bad destination mailbox domain", "host not found",
            "host or domain name not found", "host unknown", "unknown host", "nxdomain", "name or service not known", "unrouteable mail domain", "unroutable domain", "null mx", "nullmx", "no mx record", "no valid mx", "does not accept mail",
            "doesn't accept mail", "name service error", "recipient domain", "infodomainnonexistent", "domain nonexistent",
        ]),
        (DeliveryReason.MailboxDisabled,
        [
            "account disabled", "account is disabled", "account has been disabled", "mailbox disabled", "mailbox is disabled", "user disabled", "user is disabled", "account inactive", "account is inactive", "mailbox is inactive", "inactive user",
            "user is inactive", "mailbox inactive", "inactive mailbox", "deactivated", "account suspended", "user suspended", "mailbox suspended", "been suspended", "is suspended", "account closed", "account has been closed", "no longer active", "account expired", "disabled recipient",
            "account that you tried to reach is disabled", "disableduser", "has been discontinued", "mailbox is frozen", "mailbox locked",
        ]),
        (DeliveryReason.MailboxUnknown,
        [
            "user unknown", "unknown user", "unknown recipient", "recipient unknown", "no such user", "nosuchuser", "no such mailbox", "no such recipient", "no such address", "no such person", "no mailbox", "mailbox not found", "user not found", "recipient not found",
            "recipientnotfound", "does not exist", "doesn't exist", "not exist", "doesn't have an account", "doesn't have a yahoo", "invalid recipient", "invalid mailbox", "invalid user", "invalid address", "unrouteable address", "not a valid", "not a known user", "undeliverable address",
            "address unknown", "unknown address", "unknown email", "unknown local", "unknown or illegal", "account not found", "address not found", "not our customer", "cannot find", "could not be found", "wasn't found", "user doesn't", "addressee unknown", "no longer on server",
            "mailbox unavailable", "recipient rejected", "recipient not", "bad recipient", "bad destination mailbox", "not found by smtp address lookup", "not known here", "no longer valid", "no longer available", "address rejected: user",
        ]),
        (DeliveryReason.Expired, ["retry timeout", "message expired", "queue.expired", "has expired", "delivery time expired", "been in the queue too long", "too long in queue", "maximum queue", "delivery attempts exceeded", "retry time exceeded", "not delivered within"]),
        (DeliveryReason.Unreachable,
        [
            "timed out", "time-out", "timeout", "connection refused", "connection reset", "connection dropped", "lost connection", "conversation with", "connect to", "couldn't connect", "could not connect", "wasn't able to establish", "unreachable", "no route",
            "network", "not responding", "no answer", "cannot be reached", "could not be reached", "have been failing", "retry time not reached", "too many hops", "hop count", "loop", "relay loop", "tls negotiation", "starttls", "tls handshake", "delivery temporarily suspended", "dns error", "host lookup", "all hosts",
        ]),
        (DeliveryReason.SystemFailure,
        [
            "insufficient system", "internal error", "internal server error", "local error", "local problem", "system error", "server error", "configuration error", "mail system", "i/o error", "out of memory", "disk full", "no space left", "temporary failure", "temporary lookup failure",
            "temporarily unavailable", "temporary error", "temporary system problem", "backend", "local configuration",
        ]),
        (DeliveryReason.Blocked, ["blocked", "denied", "policy", "policies", "refused", "not allowed", "not permitted", "prohibited", "restricted", "relay", "rcpthosts", "administrat", "not authorized", "not authorised", "rejected for", "unacceptable"]),
    ];

    /// <summary>The first rule one of whose phrases is in the text.</summary>
    /// <param name="text">The text; short, since every phrase is looked for in all of it.</param>
    public static DeliveryReason? Find(ReadOnlySpan<char> text)
    {
        foreach (var (reason, phrases) in Rules)
        {
            foreach (var phrase in phrases)
            {
                if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) return reason;
            }
        }

        return null;
    }
}
