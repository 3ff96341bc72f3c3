using Leadmetrics.Notifications.Mime.Html;

namespace Leadmetrics.Notifications.Tests.Mime.Html;

/// <summary>Whole mails of the kinds that are sent, and all of what their readers are to see.</summary>
public sealed class HtmlTextMailTests
{
    [Fact]
    public void A_newsletter_laid_out_by_tables() => AssertText(
        """
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml" xmlns:o="urn:schemas-microsoft-com:office:office">
        <head>
          <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
          <title>Autumn at the Garden House</title>
          <!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><![endif]-->
          <style type="text/css">
            @media only screen and (max-width: 600px) { table > tbody { width: 100% !important; } }
          </style>
        </head>
        <body style="margin:0;padding:0;background:#f4f1ea;">
          <div style="display:none;font-size:1px;max-height:0;overflow:hidden;mso-hide:all;">Bulbs, blankets and one last barbecue.
            &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div>
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
            <tr>
              <td align="center">
                <!--[if (gte mso 9)|(IE)]><table width="600"><tr><td><![endif]-->
                <table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0">
                  <tr>
                    <td width="300"><a href="https://news.garden.example/c/1?u=77&amp;l=logo"><img src="https://cdn.garden.example/logo.png" width="120" alt="The Garden House" border="0" /></a></td>
                    <td width="300" align="right"><a href="https://news.garden.example/view/77">View online</a></td>
                  </tr>
                  <tr><td colspan="2" height="20" style="font-size:0;line-height:0;">&nbsp;</td></tr>
                  <tr>
                    <td colspan="2" class="hero">
                      <img src="https://cdn.garden.example/hero.jpg" alt="" width="600" />
                      <h1>Autumn is&nbsp;planting time</h1>
                      <p>Hello Mar&iacute;a,<br />the soil is still warm, the rain is back:
                         bulbs that go in <em>now</em> flower in March.</p>
                    </td>
                  </tr>
                  <tr>
                    <td colspan="2" align="center">
                      <table role="presentation" cellspacing="0" cellpadding="0" border="0"><tr>
                        <td bgcolor="#2b6b3f" style="border-radius:4px;"><a href="https://news.garden.example/c/2?u=77&amp;l=bulbs" style="color:#fff;">Choose your bulbs&nbsp;&rarr;</a></td>
                      </tr></table>
                    </td>
                  </tr>
                  <tr>
                    <td colspan="2">
                      <table role="presentation" width="100%"><tr>
                        <td width="50%" valign="top">
                          <h2>Tulips</h2>
                          <p>Forty sorts, from &euro;&nbsp;3.50.</p>
                          <p><a href="https://news.garden.example/c/3">See tulips</a></p>
                        </td>
                        <td width="50%" valign="top">
                          <h2>Crocuses</h2>
                          <p>The first for the bees.</p>
                          <p><a href="https://news.garden.example/c/4">See crocuses</a></p>
                        </td>
                      </tr></table>
                    </td>
                  </tr>
                  <tr>
                    <td colspan="2" class="footer">
                      <hr />
                      <a href="https://social.example/garden"><img src="s.png" alt="Social" /></a><a href="https://photos.example/garden"><img src="p.png" alt="Photos" /></a><br />
                      The Garden House Ltd, 4&nbsp;Orchard Lane, Bristol<br />
                      You get this because you asked for it at <a href="https://garden.example">garden.example</a>.
                      <a href="https://news.garden.example/unsubscribe?u=77&amp;t=a1b2">Unsubscribe</a> | <a href="mailto:hello@garden.example?subject=Hello">hello@garden.example</a>
                      <img src="https://news.garden.example/open/77.gif" width="1" height="1" alt="" />
                    </td>
                  </tr>
                </table>
                <!--[if (gte mso 9)|(IE)]></td></tr></table><![endif]-->
              </td>
            </tr>
          </table>
        </body>
        </html>
        """,
        """
        The Garden House <https://news.garden.example/c/1?u=77&l=logo>	View online <https://news.garden.example/view/77>

        Autumn is planting time

        Hello María,
        the soil is still warm, the rain is back: bulbs that go in now flower in March.

        Choose your bulbs → <https://news.garden.example/c/2?u=77&l=bulbs>

        Tulips

        Forty sorts, from € 3.50.

        See tulips <https://news.garden.example/c/3>

        Crocuses

        The first for the bees.

        See crocuses <https://news.garden.example/c/4>

        ----------------------------------------

        Social <https://social.example/garden> Photos <https://photos.example/garden>
        The Garden House Ltd, 4 Orchard Lane, Bristol
        You get this because you asked for it at https://garden.example. Unsubscribe <https://news.garden.example/unsubscribe?u=77&t=a1b2> | hello@garden.example
        """);

    [Fact]
    public void A_receipt_with_a_table_of_items() => AssertText(
        """
        <html><head><meta charset="utf-8"><style>td{padding:4px}</style></head>
        <body>
        <span class="preheader" style="color:transparent;display:none!important;height:0;opacity:0;visibility:hidden">Your order 10&#8209;4711 is on its way</span>
        <div class="wrapper"><div class="content">
          <h2>Thank you for your order!</h2>
          <p>Hi Jörg,</p>
          <p>we have packed the following and handed it to the carrier this morning&nbsp;&mdash; you can
             <a href="https://track.example/p/JJD0099?lang=de">follow your parcel</a>.</p>
          <table class="items" width="100%">
            <thead><tr><th align="left">Item</th><th>Qty</th><th align="right">Price</th></tr></thead>
            <tbody>
              <tr><td>Notebook, A5, dotted<br><small>Art. 2201</small></td><td>2</td><td align="right">&euro;&nbsp;19.80</td></tr>
              <tr><td>Fountain pen &ldquo;M&rdquo;</td><td>1</td><td align="right">&euro;&nbsp;48.00</td></tr>
              <tr><td colspan="2">Shipping</td><td align="right">free</td></tr>
            </tbody>
            <tfoot><tr><td colspan="2"><strong>Total</strong></td><td align="right"><strong>&euro;&nbsp;67.80</strong></td></tr></tfoot>
          </table>
          <table class="addresses"><tr>
            <td><strong>Delivery</strong><br>Jörg Müller<br>Hauptstraße 5<br>50667 Köln</td>
            <td><strong>Payment</strong><br>Visa, ending in 4242</td>
          </tr></table>
          <p>Not happy?</p>
          <ol>
            <li>Print the <a href="https://shop.example/returns/10-4711">return label</a>.</li>
            <li>Put it on the parcel:
              <ul><li>the old label off,</li><li>the new one on.</li></ul>
            </li>
            <li>Drop it anywhere.</li>
          </ol>
          <p>Questions? Call <a href="tel:+492211234567">+49 221 1234567</a> or write to <a href="mailto:help@shop.example">our team</a>.</p>
          <div class="footer">Shop Example GmbH &middot; HRB 1234 &middot; <a href="https://shop.example/imprint">Imprint</a> &middot; <a href="#top">Back to top</a></div>
        </div></div>
        </body></html>
        """,
        """
        Thank you for your order!

        Hi Jörg,

        we have packed the following and handed it to the carrier this morning — you can follow your parcel <https://track.example/p/JJD0099?lang=de>.

        Item	Qty	Price
        Notebook, A5, dotted
        Art. 2201	2	€ 19.80
        Fountain pen “M”	1	€ 48.00
        Shipping	free
        Total	€ 67.80

        Delivery
        Jörg Müller
        Hauptstraße 5
        50667 Köln
        Payment
        Visa, ending in 4242

        Not happy?

        1. Print the return label <https://shop.example/returns/10-4711>.
        2. Put it on the parcel:
           - the old label off,
           - the new one on.
        3. Drop it anywhere.

        Questions? Call +49 221 1234567 or write to our team <help@shop.example>.

        Shop Example GmbH · HRB 1234 · Imprint <https://shop.example/imprint> · Back to top
        """);

    [Fact]
    public void A_password_reset_with_a_button_and_a_quoted_answer() => AssertText(
        """
        <body>
        <!-- built by hand -->
        <center>
        <table role="presentation" align="center"><tbody><tr><td>
          <table role="presentation"><tbody>
            <tr><td style="padding:24px"><img src="cid:logo" alt="Acme" height="32"></td></tr>
            <tr><td>
              <p style="margin:0">Someone asked for a new password for <b>jane@example.net</b>.
              <div>If that was you, use this button within 30&nbsp;minutes:</div>
              <div><!--[if mso]><v:roundrect href="https://acme.example/reset/0f1e2d"><center>Reset password</center></v:roundrect><![endif]-->
                <!--[if !mso]><!--><a href="https://acme.example/reset/0f1e2d" style="display:inline-block"><span>Reset password</span></a><!--<![endif]--></div>
              <div>or copy this address into your browser:<br><a href="https://acme.example/reset/0f1e2d">https://acme.example/reset/0f1e2d</a></div>
            </td></tr>
            <tr><td>
              <p>Your one-time code:</p>
              <pre>
          4 7 1 1
          0 8 1 5
              </pre>
              <blockquote type="cite"><p>Never share it. We&#39;ll never ask for it.</p><p>&ndash; Acme Security</p></blockquote>
              <p>Not you? <a href="https://acme.example/report?id=0f1e2d&amp;why=not-me">Tell us</a><script>track("open")</script>.</p>
            </td></tr>
            <tr><td class="hide-on-desktop" style="max-height: 0; DISPLAY: none"><a href="https://acme.example/app">Get the app</a></td></tr>
            <tr><td><p><a href="https://acme.example/">Acme Inc.</a>, 1 Main Street &nbsp;|&nbsp; <a href="https://acme.example/unsubscribe?t=9">Unsubscribe</a></p></td></tr>
          </tbody></table>
        </td></tr></tbody></table>
        </center>
        </body>
        """,
        """
        Acme

        Someone asked for a new password for jane@example.net.

        If that was you, use this button within 30 minutes:
        Reset password <https://acme.example/reset/0f1e2d>
        or copy this address into your browser:
        https://acme.example/reset/0f1e2d

        Your one-time code:

          4 7 1 1
          0 8 1 5

        > Never share it. We'll never ask for it.
        >
        > – Acme Security

        Not you? Tell us <https://acme.example/report?id=0f1e2d&why=not-me>.

        Acme Inc. <https://acme.example/>, 1 Main Street  |  Unsubscribe <https://acme.example/unsubscribe?t=9>
        """);

    private static void AssertText(string html, string text)
    {
        Assert.Equal(text.ReplaceLineEndings("\n"), HtmlText.From(html));
        Assert.Equal(text.ReplaceLineEndings("\n"), HtmlText.From(html.ReplaceLineEndings("\r\n")));
    }
}
