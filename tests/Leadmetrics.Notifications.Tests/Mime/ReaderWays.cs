namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>The ways of a reader: what it makes of certain values that were written well. Each is a rule on the value, so that all other values are held to the letter.</summary>
internal abstract class ReaderWays
{
    public abstract string Name { get; }

    /// <summary>Whether that is what this reader gives for a subject or a name.</summary>
    public virtual bool ReadsLine(string value, string read) => value == read;

    /// <summary>Whether that is what this reader gives for another field.</summary>
    public virtual bool ReadsField(string value, string read) => ReadsLine(value, read);

    /// <summary>The address as this reader gives it.</summary>
    public virtual string Address(string address) => address;

    /// <summary>Whether that is what this reader gives for a body.</summary>
    /// <param name="body">The body, its lines ended by LF.</param>
    /// <param name="read">What was read, its lines ended by LF; empty for none.</param>
    /// <param name="isBase64">Whether it was written as base64.</param>
    /// <param name="isWhole">Whether it is the whole message.</param>
    public virtual bool ReadsBody(string body, string read, bool isBase64, bool isWhole) => body == read;

    /// <summary>The content of an attachment as this reader gives it.</summary>
    public virtual byte[] Content(string type, byte[] content) => content;
}
