namespace Leadmetrics.Notifications.Cli.Mail;

/// <summary>A send whose failure is a value; a message that is wrong stays an exception, so that its field can be named.</summary>
internal static class Attempt
{
    public static async Task<EmailSendResult> SendAsync(Func<Task<EmailSendResult>> send)
    {
        try
        {
            return await send();
        }
        catch (EmailDeliveryException failed)
        {
            var failure = failed.Failure;
            return new EmailSendResult
            {
                Outcome = failure.Outcome,
                MessageId = failure.MessageId,
                Provider = failure.Provider,
                Recipients = failure.Recipients,
                ServerResponse = failure.Response,
                Failure = failure,
            };
        }
    }
}
