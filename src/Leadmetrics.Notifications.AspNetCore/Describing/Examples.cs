namespace Leadmetrics.Notifications.AspNetCore.Describing;

/// <summary>Bodies and answers as an OpenAPI document shows them. A test reads each as the API reads it.</summary>
internal static class Examples
{
    public const string Provider = """
        { "id": "0198c0de-0000-7000-8000-000000000001", "provider": "smtp", "priority": 0, "enabled": true, "version": 1, "verifiedAt": null, "hasPendingConfig": false,
          "lastError": null, "lastErrorAt": null, "createdAt": "2026-11-01T09:00:00Z", "updatedAt": "2026-11-01T09:00:00Z",
          "config": { "host": "smtp.example.com", "port": 587, "secure": false, "user": "app@example.com", "fromAddress": "app@example.com", "fromName": "Example" },
          "hasSecret": true, "hasWebhook": false, "warnings": [] }
        """;

    public const string NewProvider = """
        { "provider": "smtp", "config": { "host": "smtp.example.com", "port": 587, "secure": false, "user": "app@example.com", "pass": "…", "fromAddress": "app@example.com", "fromName": "Example" } }
        """;

    public const string ProviderEdit = """{ "priority": 10, "enabled": false, "version": 3 }""";

    public const string TestResult = """
        { "verified": false, "outcome": "connect", "stages": [ { "stage": "policy", "outcome": "passed" }, { "stage": "dns", "outcome": "passed" }, { "stage": "connect", "outcome": "failed" } ],
          "failure": { "kind": "connect", "phase": "connect", "outcome": "deferred", "isTransient": true, "message": "The server refused the connection.", "retryAfterSeconds": null, "response": null,
            "remedy": { "code": "connection-refused", "sentence": "Nothing listens on this port: check host and port." }, "messageId": null, "recipients": [] },
          "advice": null, "provider": null }
        """;

    public const string Send = """
        { "message": { "to": [ { "address": "jane@example.com", "name": "Jane" } ], "subject": "Your receipt", "text": "Thank you." }, "options": { "isBulk": false } }
        """;

    public const string Queue = """
        { "message": { "to": [ { "address": "jane@example.com" } ], "subject": "Your receipt", "html": "<p>Thank you.</p>", "textFromHtml": true }, "sendAt": null, "lane": "transactional", "onUncertain": "resend" }
        """;

    public const string QueueMany = """
        { "messages": [ { "to": [ { "address": "jane@example.com" } ], "subject": "News", "text": "…" }, { "to": [ { "address": "john@example.com" } ], "subject": "News", "text": "…" } ], "lane": "bulk" }
        """;

    public const string Queued = """{ "id": "0198c0de-0000-7000-8000-000000000002" }""";

    public const string Status = """
        { "pending": 12, "ready": 10, "scheduled": 1, "sending": 1, "held": 0, "sent": 340, "failed": 3, "dead": 3, "sentCountThisHour": 80, "failedThisHour": 0, "maxPerHour": 500,
          "oldestReadySeconds": 1.5, "paused": false }
        """;

    public const string Settle = """{ "delivered": true }""";

    public const string Requeue = """{ "ids": [ "0198c0de-0000-7000-8000-000000000002" ] }""";

    public const string Suppression = """{ "address": "jane@example.com", "reason": "manual", "scope": "all", "note": "asked by telephone" }""";
}
