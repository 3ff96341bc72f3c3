using System.Data.Common;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy.Erasing;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>The texts of a try without a recipient.</summary>
/// <param name="MailId">The mail.</param>
/// <param name="At">When it was tried; with the next two the key of a try.</param>
/// <param name="Fence">Under which fence.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">What was said; null where that held the address.</param>
/// <param name="Recipients">What came of the recipients, as it is stored, without the one.</param>
/// <param name="Erased">How many texts are not as they were.</param>
internal sealed record AttemptTexts(Guid MailId, DateTimeOffset At, long Fence, short Outcome, string? Detail, string? Recipients, int Erased)
{
    public static AttemptTexts Read(DbDataReader reader, RecipientTrace trace)
    {
        var detail = reader.IsDBNull(4) ? null : reader.GetString(4);
        var recipients = reader.IsDBNull(5) ? null : reader.GetString(5);
        var erased = 0;
        if (detail is not null && trace.IsIn(detail)) (detail, erased) = (null, 1);
        if (recipients is not null && trace.IsEncodedIn(recipients))
        {
            erased++;
            recipients = AttemptRecipients.Write([.. AttemptRecipients.Read(recipients).Where(recipient => !trace.IsIn(recipient.Address)).Select(recipient => Without(recipient, trace))]);
        }

        return new AttemptTexts(reader.GetGuid(0), PostgresInstant.Read(reader, 1), reader.GetInt64(2), reader.GetInt16(3), detail, recipients, erased);
    }

    private static EmailRecipientResult Without(EmailRecipientResult recipient, RecipientTrace trace) =>
        recipient.Response is { } response && trace.IsIn(response.Text) ? recipient with { Response = response with { Text = "" } } : recipient;
}
