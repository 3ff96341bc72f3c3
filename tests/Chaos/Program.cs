using Leadmetrics.Chaos;
using Leadmetrics.Chaos.Working;

return args is [WorkerProgram.Verb] ? await WorkerProgram.RunAsync() : await ChaosProgram.RunAsync(args);
