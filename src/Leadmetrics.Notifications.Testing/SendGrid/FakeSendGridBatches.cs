using System.Text.Json;

namespace Leadmetrics.Notifications.Testing;

/// <summary>The batches of a <see cref="FakeSendGrid"/>, each with one status or none, and the endpoints that change them.</summary>
internal sealed class FakeSendGridBatches
{
    private const string Batches = "/v3/mail/batch";
    private const string Sends = "/v3/user/scheduled_sends";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string?> _statuses = new(StringComparer.Ordinal);

    public void Add(string id)
    {
        lock (_lock)
            _statuses.TryAdd(id, null);
    }

    public bool Knows(string id)
    {
        lock (_lock)
            return _statuses.ContainsKey(id);
    }

    public string? StatusOf(string id)
    {
        lock (_lock)
            return _statuses.GetValueOrDefault(id);
    }

    /// <returns>Null where the path is not of batches.</returns>
    public FakeSendGridAnswer? Answer(FakeSendGridRequest request)
    {
        lock (_lock)
        {
            if (request.Path == Batches)
                return request.Method == "POST" ? Make_NeedsLock() : NotAllowed();
            if (request.Path == Sends)
                return request.Method == "POST" ? Set_NeedsLock(Text(request, "batch_id"), Text(request, "status")) : NotAllowed();
            if (Behind(request.Path, Batches) is { } batch)
                return request.Method != "GET" ? NotAllowed() : _statuses.ContainsKey(batch) ? FakeSendGridAnswer.Status(200, Json(("batch_id", batch))) : FakeSendGridAnswer.Errors(400, "invalid batch id");
            return Behind(request.Path, Sends) is { } id ? Change_NeedsLock(request, id) : null;
        }
    }

    private FakeSendGridAnswer Make_NeedsLock()
    {
        var id = $"batch-{_statuses.Count + 1:D6}";
        _statuses[id] = null;
        return FakeSendGridAnswer.Status(201, Json(("batch_id", id)));
    }

    private FakeSendGridAnswer Set_NeedsLock(string? id, string? status)
    {
        if (id is null || !_statuses.TryGetValue(id, out var known))
            return FakeSendGridAnswer.Errors(400, "batch id not found", "batch_id");
        if (known is not null)
            return FakeSendGridAnswer.Errors(400, "a status for this batch id exists, try PATCH to update the status", "batch_id");
        if (status is not ("cancel" or "pause"))
            return FakeSendGridAnswer.Errors(400, "status must be cancel or pause", "status");
        _statuses[id] = status;
        return FakeSendGridAnswer.Status(201, Json(("batch_id", id), ("status", status)));
    }

    private FakeSendGridAnswer Change_NeedsLock(FakeSendGridRequest request, string id)
    {
        if (request.Method is not ("GET" or "PATCH" or "DELETE"))
            return NotAllowed();
        if (!_statuses.TryGetValue(id, out var status) || status is null)
            return request.Method == "GET" ? FakeSendGridAnswer.Status(200, "[]") : FakeSendGridAnswer.Errors(404, "batch id not found");
        if (request.Method == "GET")
            return FakeSendGridAnswer.Status(200, $"[{Json(("batch_id", id), ("status", status))}]");
        if (request.Method == "PATCH" && Text(request, "status") is not ("cancel" or "pause"))
            return FakeSendGridAnswer.Errors(400, "status must be cancel or pause", "status");
        _statuses[id] = request.Method == "PATCH" ? Text(request, "status") : null;
        return FakeSendGridAnswer.Status(204);
    }

    private static FakeSendGridAnswer NotAllowed() => FakeSendGridAnswer.Errors(405, "method not allowed");

    private static string? Behind(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal) ? Uri.UnescapeDataString(path[(folder.Length + 1)..]) : null;

    private static string? Text(FakeSendGridRequest request, string name) =>
        request.Json is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Json(params (string Name, string Value)[] fields) => $"{{{string.Join(',', fields.Select(field => $"\"{field.Name}\":\"{JsonEncodedText.Encode(field.Value)}\""))}}}";
}
