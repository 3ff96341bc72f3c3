using System.Text;
using Leadmetrics.Notifications.Cli;

// What people and programs read is UTF-8; on Windows a console has to be told.
if (OperatingSystem.IsWindows()) Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await CommandLine.RunAsync(args);
