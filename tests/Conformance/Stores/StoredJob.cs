namespace Leadmetrics.Conformance.Stores;

/// <summary>How a mail stands in the queue's table. State: 0 ready, 1 leased, 2 held, 3 suspect.</summary>
public sealed record StoredJob(int State, int Attempt, int Crashes, long Fence, int Phase);
