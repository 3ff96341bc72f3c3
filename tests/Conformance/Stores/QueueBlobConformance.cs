using System.Security.Cryptography;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>How every <see cref="IQueueIntakeStore"/> keeps attachments, and gives them back.</summary>
public abstract class QueueBlobConformance
{
    private const int Piece = 256 * 1024;

    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Piece - 1)]
    [InlineData(Piece)]
    [InlineData(Piece + 1)]
    [InlineData(3 * Piece + 17)]
    public async Task Content_comes_back_as_it_was_given(int length)
    {
        await using var queue = await CreateAsync();
        var content = RandomNumberGenerator.GetBytes(length);
        await queue.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob(content)] });

        var stored = await queue.Intake.OpenBlobAsync(Mails.Acme, SHA256.HashData(content));

        Assert.NotNull(stored);
        await using (stored) Assert.Equal(content, await ReadAsync(stored));
        Assert.Null(await queue.Intake.OpenBlobAsync(Mails.Globex, SHA256.HashData(content)));
        Assert.Null(await queue.Intake.OpenBlobAsync(Mails.Acme, new byte[32]));
    }

    [Fact]
    public async Task Content_of_many_mails_is_stored_once_a_tenant_and_opened_once()
    {
        await using var queue = await CreateAsync();
        var (content, opened) = (RandomNumberGenerator.GetBytes(Piece + 5), 0);
        var blob = Mails.Blob(content) with { OpenAsync = _ => { opened++; return ValueTask.FromResult<Stream>(new MemoryStream(content)); } };

        foreach (var _ in (int[])[1, 2, 3]) await queue.EnqueueAsync(Mails.New() with { Blobs = [blob] });
        Assert.Equal(EnqueueOutcome.Queued, await queue.Intake.EnqueueManyAsync([Mails.New() with { Blobs = [blob] }, Mails.New() with { Blobs = [blob] }]));
        Assert.Equal((2, 1), (await queue.CountAsync("email_blob"), opened));

        await queue.EnqueueAsync(Mails.New(Mails.Globex) with { Blobs = [blob] });
        Assert.Equal((4, 2), (await queue.CountAsync("email_blob"), opened));
    }

    [Fact]
    public async Task Content_is_kept_for_as_long_as_the_last_mail_needs_it()
    {
        await using var queue = await CreateAsync();
        var blob = Mails.Blob(RandomNumberGenerator.GetBytes(Piece + 5));
        await queue.EnqueueAsync(Mails.New() with { Blobs = [blob] });
        await queue.EnqueueAsync(Mails.New() with { Blobs = [blob], SendAt = await queue.NowAsync() + TimeSpan.FromDays(200) });

        Assert.Equal(0L, (await queue.QueryAsync("SELECT count(*) FROM email_blob WHERE retain_day < (SELECT max(retain_day) FROM email_message)"))[0][0]);
    }

    [Fact]
    public async Task Content_of_which_a_piece_is_gone_is_stored_anew()
    {
        await using var queue = await CreateAsync();
        var content = RandomNumberGenerator.GetBytes(2 * Piece);
        await queue.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob(content)] });
        await queue.QueryAsync("DELETE FROM email_blob WHERE piece = 1");
        await using (var broken = await queue.Intake.OpenBlobAsync(Mails.Acme, SHA256.HashData(content)))
            await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(broken!));

        await queue.EnqueueAsync(Mails.New() with { Blobs = [Mails.Blob(content)] });

        await using var whole = await queue.Intake.OpenBlobAsync(Mails.Acme, SHA256.HashData(content));
        Assert.Equal(content, await ReadAsync(whole!));
    }

    [Theory]
    [InlineData(Piece + 5, Piece + 4)]
    [InlineData(Piece + 5, Piece + 6)]
    [InlineData(Piece, 3 * Piece)]
    [InlineData(20, 0)]
    [InlineData(20, 20)]
    public async Task Attachment_that_gives_other_octets_than_before_refuses_the_mail_and_leaves_nothing(int length, int gives)
    {
        await using var queue = await CreateAsync();
        var blob = Mails.Blob(RandomNumberGenerator.GetBytes(length), RandomNumberGenerator.GetBytes(gives));

        await Assert.ThrowsAsync<EmailMessageException>(() => queue.Intake.EnqueueAsync(Mails.New(key: "k") with { Blobs = [blob] }));
        await Assert.ThrowsAsync<EmailMessageException>(() => queue.Intake.EnqueueManyAsync([Mails.New() with { Blobs = [blob] }]));

        foreach (var table in (string[])["email_job", "email_message", "email_idempotency", "email_blob"]) Assert.Equal(0, await queue.CountAsync(table));
    }

    [Fact]
    public async Task Attachments_of_a_mail_that_is_known_are_not_opened()
    {
        await using var queue = await CreateAsync();
        var content = RandomNumberGenerator.GetBytes(20);
        await queue.EnqueueAsync(Mails.New(key: "k") with { Blobs = [Mails.Blob(content)] });

        var again = Mails.New(key: "k") with { Blobs = [Mails.Blob(content) with { OpenAsync = _ => throw new InvalidOperationException("opened") }] };

        Assert.Equal(EnqueueOutcome.Known, (await queue.Intake.EnqueueAsync(again)).Outcome);
    }

    [Fact]
    public async Task Two_hosts_that_store_the_same_contents_at_once_store_them_once_and_none_fails()
    {
        await using var queue = await CreateAsync();
        var contents = Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetBytes(Piece + 9)).ToArray();
        var other = queue.OpenHost().GetRequiredService<IQueueIntakeStore>();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
        {
            var blobs = contents.Select(content => Mails.Blob(content)).OrderBy(blob => (blob.Sha256.Span[0] * (i + 3)) % 17).ToArray();
            return (i % 2 == 0 ? queue.Intake : other).EnqueueAsync(Mails.New() with { Blobs = blobs });
        }));

        Assert.Equal((12, 8), (await queue.CountAsync("email_job"), await queue.CountAsync("email_blob")));
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }
}
