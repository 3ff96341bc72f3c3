using System.Text.RegularExpressions;

namespace Leadmetrics.Architecture;

/// <summary>Which room of the core may know which. The message model stands at the root, so every room sees it; it sees none.</summary>
public sealed class RoomArrowsTests
{
    private const string Root = "";

    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        [Root] = [],
        ["Mime"] = [],
        ["Secrets"] = [],
        ["Egress"] = [],
        ["Telemetry"] = [],
        ["Diagnosis"] = [],
        ["Deliverability"] = ["Diagnosis", "Egress"],
        ["Delivery"] = [],
        ["Providers"] = ["Mime", "Delivery", "Diagnosis", "Secrets", "Egress", "Telemetry"],
        ["Tenancy"] = ["Providers", "Delivery", "Deliverability", "Diagnosis", "Secrets", "Egress", "Telemetry"],
        ["Queue"] = ["Tenancy", "Providers", "Delivery", "Diagnosis", "Telemetry"],
        ["Hosting"] = ["Queue", "Tenancy", "Providers", "Delivery", "Deliverability", "Mime", "Diagnosis", "Secrets", "Egress", "Telemetry"],
    };

    [Fact]
    public void Every_room_has_its_line_in_the_list_of_arrows() =>
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), Found().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_room_refers_to_those_below_it_alone()
    {
        var wrong = from room in Found()
                    from reference in room.Value
                    where reference.To != room.Key && !Arrows[room.Key].Contains(reference.To)
                    select $"{reference.File}: {Display(room.Key)} → {Display(reference.To)}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void The_list_of_arrows_has_no_circle()
    {
        foreach (var room in Arrows.Keys) Walk(room, []);
    }

    [Fact]
    public void The_wire_knows_nothing_of_the_house_above_it() => Assert.All(
        Repository.Sources("src/Leadmetrics.Smtp"),
        file => Assert.DoesNotContain("Leadmetrics.Notifications", File.ReadAllText(file), StringComparison.Ordinal));

    [Fact]
    public void The_scripted_server_shares_no_code_with_the_client_it_tests() => Assert.All(
        Repository.Sources("src/Leadmetrics.Notifications.Testing").Where(file => !file.Contains("Capturing", StringComparison.Ordinal)),
        file => Assert.DoesNotContain("Leadmetrics.Smtp", File.ReadAllText(file), StringComparison.Ordinal));

    [Fact]
    public void The_stub_name_server_shares_no_code_with_the_client_it_tests() => Assert.All(
        Repository.Sources("src/Leadmetrics.Notifications.Testing"),
        file => Assert.DoesNotContain("Deliverability", File.ReadAllText(file), StringComparison.Ordinal));

    private static void Walk(string room, List<string> path)
    {
        Assert.False(path.Contains(room), string.Join(" → ", [.. path, room]));
        foreach (var next in Arrows[room]) Walk(next, [.. path, room]);
    }

    private static Dictionary<string, List<(string File, string To)>> Found()
    {
        var core = Path.Combine(Repository.Root, "src", "Leadmetrics.Notifications");
        var rooms = new Dictionary<string, List<(string, string)>>();
        var names = new Regex($@"(?<![\w.])(?:Leadmetrics\.Notifications\.|Notifications\.)?({string.Join('|', Arrows.Keys.Where(name => name.Length > 0))})\.(?=[A-Z])|using Leadmetrics\.Notifications\.(\w+)");
        foreach (var file in Repository.Sources("src/Leadmetrics.Notifications"))
        {
            var relative = Path.GetRelativePath(core, file);
            var room = relative.Contains(Path.DirectorySeparatorChar) ? relative.Split(Path.DirectorySeparatorChar)[0] : Root;
            if (!rooms.TryGetValue(room, out var references)) rooms[room] = references = [];
            var code = string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("namespace ", StringComparison.Ordinal)));

            // Members may bear a room's name (`options.Egress.X` has a dot before it and is not meant): only what starts an expression counts.
            foreach (Match match in names.Matches(code))
            {
                var to = match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
                if (IsMember(code, match, to)) continue;
                references.Add((relative, to));
            }
        }

        return rooms;
    }

    // A property of the file's own type, such as `Telemetry.X` on `public … Telemetry {`.
    private static bool IsMember(string code, Match match, string name) =>
        match.Groups[1].Success && !match.Value.Contains("Notifications", StringComparison.Ordinal) && Regex.IsMatch(code, $@"\b{name} (\{{ get|=>|=)");

    private static string Display(string room) => room == Root ? "the message model" : room;
}
