using Leadmetrics.Bench;

return await CommandLine.RunAsync(args);
