using NotificationsWorker;

// The queue's worker alone: it sends what other hosts queue in the same database, and has no door of its own. Start as many as you like, anywhere.
// Its settings are the other hosts' (appsettings.json, or the environment: ConnectionStrings__Postgres, Notifications__Keys__0__Key, …); what is the library's stands in Notifications.cs.
// It ends by Ctrl+C or SIGTERM, with what was under way sent. Its exit codes are in Ending.cs, its health is in its log.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
builder.AddNotifications();
return await Ending.RunAsync(builder);
