using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>TLS, for which every program has keys and words of its own.</summary>
internal sealed partial class DefinitionReader
{
    private void ReadTls()
    {
        GivenSetting? before = null;
        foreach (var name in new[] { "secure", "ssl", "tls", "starttls" })
        {
            if (Take(name) is not { } given) continue;
            var meaning = MeaningOf(name, given.Text);
            if (meaning is TlsMeaning.Unknown)
            {
                _notes.Refuse(given.Key, "is none of true, false, implicit, ssl, starttls, tls, none");
                continue;
            }

            var isSecure = (bool?)_config["secure"];
            if (meaning is TlsMeaning.Implicit or TlsMeaning.StartTls)
            {
                var wanted = meaning == TlsMeaning.Implicit;
                if (isSecure is { } other && other != wanted)
                {
                    _notes.Refuse(given.Key, $"contradicts {before!.Key}: one asks for TLS from the first byte, the other for STARTTLS; leave one of them");
                    continue;
                }

                Map(given, "secure");
                _config["secure"] = wanted;
                before ??= given;
            }
            else if (meaning == TlsMeaning.Some || (meaning == TlsMeaning.NoStartTls && isSecure == true))
            {
                // The port tells which: 465 speaks TLS from the first byte.
                Map(given, "secure");
            }
            else
            {
                _notes.Drop(given.Key, KeyRules.NoClearText);
            }
        }

        ReadVerification();
    }

    private void ReadVerification()
    {
        foreach (var (name, verifies) in new[] { ("tls.rejectUnauthorized", true), ("skipVerify", false) })
        {
            if (Take(name) is not { } given) continue;
            if (AsFlag(given.Text) is not { } flag) _notes.Refuse(given.Key, "is neither true nor false");
            else if (flag == verifies) Put(given, "tls.rejectUnauthorized", JsonValue.Create(true));
            else _notes.Drop(given.Key, KeyRules.Verified);
        }
    }

    private static TlsMeaning MeaningOf(string name, string text)
    {
        var word = text.Trim().ToUpperInvariant();
        switch (word)
        {
            case "SSL" or "SMTPS" or "IMPLICIT" or "SSL/TLS" or "FORCE_TLS":
                return TlsMeaning.Implicit;
            case "STARTTLS" or "EXPLICIT":
                return TlsMeaning.StartTls;
            case "TLS":
                return TlsMeaning.Some;
            case "NONE" or "DISABLED" or "NEVER":
                return name == "starttls" ? TlsMeaning.NoStartTls : TlsMeaning.None;
            case "AUTO" or "OPTIONAL" or "OPPORTUNISTIC":
                return TlsMeaning.None;
            case "REQUIRED" or "MANDATORY" or "ALWAYS":
                return name == "starttls" ? TlsMeaning.StartTls : TlsMeaning.Some;
        }

        return (name, AsFlag(text)) switch
        {
            (_, null) => TlsMeaning.Unknown,
            ("secure" or "ssl", true) => TlsMeaning.Implicit,
            ("secure" or "ssl", false) => TlsMeaning.StartTls,
            ("tls", true) => TlsMeaning.Some,
            ("tls", _) => TlsMeaning.None,
            (_, true) => TlsMeaning.StartTls,
            _ => TlsMeaning.NoStartTls,
        };
    }
}
