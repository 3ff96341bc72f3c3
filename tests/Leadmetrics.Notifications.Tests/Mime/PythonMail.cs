using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Reads messages by Python's email package, all of a test in one run of the process.</summary>
internal static class PythonMail
{
    private static readonly Lazy<string?> Missing = new(FindWhyMissing);

    /// <summary>Skips the test where there is no python3.</summary>
    public static void SkipIfMissing() => Assert.SkipWhen(Missing.Value is not null, Missing.Value ?? "");

    public static async Task<ReadMail> ReadAsync(byte[] message) => (await ReadAsync([message])).Single();

    public static async Task<IReadOnlyList<ReadMail>> ReadAsync(IReadOnlyList<byte[]> messages)
    {
        SkipIfMissing();
        using var process = Start(["-X", "utf8", Path.Combine(AppContext.BaseDirectory, "Mime", "read_mail.py")]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = ReadLinesAsync(process.StandardOutput);
        var input = process.StandardInput.BaseStream;
        try
        {
            foreach (var message in messages)
            {
                var length = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(length, message.Length);
                await input.WriteAsync(length);
                await input.WriteAsync(message);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The reader stopped: what it says on its error output is the cause, and fails the test below.
            Assert.Fail(await errors);
        }

        var mails = await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal(messages.Count, mails.Count);
        return mails;
    }

    private static async Task<List<ReadMail>> ReadLinesAsync(StreamReader reader)
    {
        var mails = new List<ReadMail>();
        while (await reader.ReadLineAsync() is { } line) mails.Add(JsonSerializer.Deserialize<ReadMail>(line, JsonSerializerOptions.Web)!);
        return mails;
    }

    private static string? FindWhyMissing()
    {
        try
        {
            using var process = Start(["-c", "import sys; sys.exit(sys.version_info < (3, 8))"]);
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "python3 is older than 3.8";
        }
        catch (Win32Exception e)
        {
            return $"python3 cannot be started: {e.Message}";
        }
    }

    private static Process Start(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo("python3", arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,
    })!;
}
