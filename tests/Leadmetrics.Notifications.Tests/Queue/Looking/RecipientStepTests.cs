using System.Text;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Looking;

/// <summary>What one step of a search finds, reads and leaves.</summary>
public sealed class RecipientStepTests
{
    private const string Jane = "jane@customer.test";

    private static readonly Guid[] Ids = [.. Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7())];

    [Fact]
    public void It_is_over_with_the_last_that_was_asked_for_and_goes_on_behind_it()
    {
        var step = new RecipientStep(Jane, most: 2, bodies: 9, octets: 1000);

        step.AddMarked(Ids[0]);
        Assert.False(step.IsOver);
        step.AddUnmarked(Ids[1], Body("other@customer.test"));
        step.AddUnmarked(Ids[2], Body("Jane@Customer.test"));
        step.AddMarked(Ids[3]);
        step.AddEnd(Ids[4]);

        Assert.Equal((true, Ids[2]), (step.IsOver, step.Next));
        Assert.Equal([Ids[0], Ids[2]], step.Found);
    }

    [Fact]
    public void It_reads_so_many_bodies_and_goes_on_behind_the_last_of_them()
    {
        var step = new RecipientStep(Jane, most: 9, bodies: 2, octets: 1000);

        foreach (var id in Ids) step.AddUnmarked(id, Body(Jane));

        Assert.Equal((true, Ids[1]), (step.IsOver, step.Next));
        Assert.Equal(Ids[..2], step.Found);
    }

    [Fact]
    public void It_reads_so_many_octets_but_one_body_whatever_its_size()
    {
        var body = Body(Jane);
        var step = new RecipientStep(Jane, most: 9, bodies: 9, octets: body.Length + 1);

        Assert.Equal(int.MaxValue, step.OctetsLeft);
        step.AddUnmarked(Ids[0], body);
        Assert.Equal(1, step.OctetsLeft);
        step.AddMarked(Ids[1]);
        step.AddUnmarked(Ids[2], new StoredBody(body.Length, null));

        Assert.Equal((true, Ids[1]), (step.IsOver, step.Next));
        Assert.Equal(Ids[..2], step.Found);
    }

    [Fact]
    public void Its_end_is_told_where_there_is_one_and_a_body_that_went_is_nobodys()
    {
        var step = new RecipientStep(Jane, most: 9, bodies: 9, octets: 1000);
        step.AddUnmarked(Ids[0], default);
        step.AddUnmarked(Ids[1], new StoredBody(4, "none"u8.ToArray()));
        Assert.Equal((false, null), (step.IsOver, step.Next));

        step.AddEnd(Ids[2]);

        Assert.Equal((true, Ids[2]), (step.IsOver, step.Next));
        Assert.Empty(step.Found);
    }

    private static StoredBody Body(string to)
    {
        var octets = Encoding.UTF8.GetBytes($$"""{"message":{"to":[{"address":"{{to}}"}],"subject":"s","text":"t"} }""");
        return new StoredBody(octets.Length, octets);
    }
}
