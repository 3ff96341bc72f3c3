using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>The texts of a try without a recipient.</summary>
/// <param name="MailId">The mail.</param>
/// <param name="Row">The row.</param>
/// <param name="Detail">What was said; null where that held the address.</param>
/// <param name="Recipients">What came of the recipients, as it is stored, without the one.</param>
/// <param name="Erased">How many texts are not as they were.</param>
internal sealed record TracedAttempt(string MailId, long Row, string? Detail, string? Recipients, int Erased)
{
    /// <summary>Reads a row of <c>ListAttemptTexts.sql</c>.</summary>
    public static TracedAttempt Read(DbDataReader reader, RecipientTrace trace)
    {
        var detail = reader.IsDBNull(2) ? null : reader.GetString(2);
        var recipients = reader.IsDBNull(3) ? null : reader.GetString(3);
        var erased = 0;
        if (detail is not null && trace.IsIn(detail)) (detail, erased) = (null, 1);
        if (recipients is not null && trace.IsEncodedIn(recipients))
        {
            erased++;
            recipients = AttemptRecipients.Write([.. AttemptRecipients.Read(recipients).Where(recipient => !trace.IsIn(recipient.Address)).Select(recipient => Without(recipient, trace))]);
        }

        return new TracedAttempt(reader.GetString(0), reader.GetInt64(1), detail, recipients, erased);
    }

    private static EmailRecipientResult Without(EmailRecipientResult recipient, RecipientTrace trace) =>
        recipient.Response is { } response && trace.IsIn(response.Text) ? recipient with { Response = response with { Text = "" } } : recipient;
}
