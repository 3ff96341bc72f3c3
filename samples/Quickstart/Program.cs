using Quickstart;

// The main job, end to end. acme has its own SMTP server, globex has nothing and so sends through the platform's SendGrid,
// initech has typed a server that does not answer. Each step stands in a file of its own; start reading at MainJob.cs.
using var cancelled = new Cancellation();
return await MainJob.RunAsync(args, cancelled.Token);
