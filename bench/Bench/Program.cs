using System.CommandLine;
using Leadmetrics.Bench.Smtp;

var root = new RootCommand("Benchmarks, side by side with peers in one run.");
root.Subcommands.Add(SmtpCommand.Create());
return await root.Parse(args).InvokeAsync();
