namespace Leadmetrics.Notifications.Testing;

/// <summary>The fields of <c>POST /v3/mail/send</c>, their types and bounds, as SendGrid's published description has them.</summary>
internal static class MailSendShape
{
    private static readonly JsonShape Address = JsonShape.Object(("email!", JsonShape.Text(least: 1)), ("name", JsonShape.Text()));
    private static readonly JsonShape Texts = JsonShape.Map(JsonShape.Text());
    private static readonly JsonShape Switch = JsonShape.Object(("enable", JsonShape.Flag()));

    private static readonly JsonShape Personalization = JsonShape.Object(
        ("from", Address),
        ("to!", JsonShape.List(Address, most: 1000, least: 1)),
        ("cc", JsonShape.List(Address, most: 1000)),
        ("bcc", JsonShape.List(Address, most: 1000)),
        ("subject", JsonShape.Text(least: 1)),
        ("headers", Texts),
        ("substitutions", Texts),
        ("dynamic_template_data", JsonShape.Anything()),
        ("custom_args", Texts),
        ("send_at", JsonShape.Whole()));

    private static readonly JsonShape Attachment = JsonShape.Object(
        ("content!", JsonShape.Text(least: 1)),
        ("type", JsonShape.Text(least: 1)),
        ("filename!", JsonShape.Text(least: 1)),
        ("disposition", JsonShape.Text(words: ["inline", "attachment"])),
        ("content_id", JsonShape.Text(least: 1)));

    private static readonly JsonShape MailSettings = JsonShape.Object(
        ("bypass_list_management", Switch),
        ("bypass_spam_management", Switch),
        ("bypass_bounce_management", Switch),
        ("bypass_unsubscribe_management", Switch),
        ("footer", JsonShape.Object(("enable", JsonShape.Flag()), ("text", JsonShape.Text()), ("html", JsonShape.Text()))),
        ("sandbox_mode", Switch));

    private static readonly JsonShape TrackingSettings = JsonShape.Object(
        ("click_tracking", JsonShape.Object(("enable", JsonShape.Flag()), ("enable_text", JsonShape.Flag()))),
        ("open_tracking", JsonShape.Object(("enable", JsonShape.Flag()), ("substitution_tag", JsonShape.Text()))),
        ("subscription_tracking", JsonShape.Object(("enable", JsonShape.Flag()), ("text", JsonShape.Text()), ("html", JsonShape.Text()), ("substitution_tag", JsonShape.Text()))),
        ("ganalytics", JsonShape.Object(
            ("enable", JsonShape.Flag()), ("utm_source", JsonShape.Text()), ("utm_medium", JsonShape.Text()), ("utm_term", JsonShape.Text()), ("utm_content", JsonShape.Text()), ("utm_campaign", JsonShape.Text()))));

    /// <summary>The whole body.</summary>
    public static JsonShape Mail { get; } = JsonShape.Object(
        ("personalizations!", JsonShape.List(Personalization, most: 1000, least: 1)),
        ("from!", Address),
        ("reply_to", Address),
        ("reply_to_list", JsonShape.List(Address, most: 1000, isUnique: true)),
        ("subject", JsonShape.Text(least: 1)),
        ("content", JsonShape.List(JsonShape.Object(("type!", JsonShape.Text(least: 1)), ("value!", JsonShape.Text(least: 1))))),
        ("attachments", JsonShape.List(Attachment)),
        ("template_id", JsonShape.Text(least: 1)),
        ("sections", Texts),
        ("headers", Texts),
        ("categories", JsonShape.List(JsonShape.Text(least: 1, most: 255), most: 10, isUnique: true)),
        ("custom_args", Texts),
        ("send_at", JsonShape.Whole()),
        ("batch_id", JsonShape.Text(least: 1)),
        ("asm", JsonShape.Object(("group_id!", JsonShape.Whole()), ("groups_to_display", JsonShape.List(JsonShape.Whole(), most: 25)))),
        ("ip_pool_name", JsonShape.Text(least: 2, most: 64)),
        ("mail_settings", MailSettings),
        ("tracking_settings", TrackingSettings));
}
