using Leadmetrics.Chaos;
using Leadmetrics.Chaos.Storing;
using Leadmetrics.Chaos.Working;

return args switch
{
    [WorkerProgram.Verb] => await WorkerProgram.RunAsync(),
    [DoomedWriterProgram.Verb, var file] => await DoomedWriterProgram.RunAsync(file),
    _ => await ChaosProgram.RunAsync(args),
};
