using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Marks by which a store finds a tenant's mails to a recipient without reading their bodies. For stores.</summary>
/// <remarks>
/// A mark is the first 6 octets of the SHA-256 of the tenant and the address in the spelling of <see cref="SuppressedAddress"/>; those of a mail stand behind one another, sorted, so that their order says nothing of who was addressed how.
/// That another address has the same one is a matter of chance: once in some 10^13 looks at a mark. A mail to more than 64 recipients has no marks, for they stand in an index; its body tells.
/// </remarks>
public static class RecipientMarks
{
    /// <summary>The octets of a mark.</summary>
    public const int Length = 6;

    /// <summary>The most recipients of a mail that has marks.</summary>
    public const int MaxRecipients = 64;

    /// <summary>The mark of an address.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address, as <see cref="SuppressedAddress"/> spells it.</param>
    /// <returns>6 octets.</returns>
    public static byte[] Of(TenantId tenant, string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant.Value}\0{address}"))[..Length];
    }

    /// <summary>The marks of a message's recipients.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="message">The message; it was checked.</param>
    /// <returns>6 octets for each address of To, Cc and Bcc; <see langword="null"/> where there are more than 64.</returns>
    internal static ReadOnlyMemory<byte>? Of(TenantId tenant, EmailMessage message)
    {
        var addresses = message.To.Concat(message.Cc).Concat(message.Bcc).Select(SuppressedAddress.Of).Distinct(StringComparer.Ordinal).Take(MaxRecipients + 1).ToList();
        if (addresses.Count > MaxRecipients) return null;
        var marks = addresses.ConvertAll(address => Of(tenant, address));
        marks.Sort(static (one, other) => one.AsSpan().SequenceCompareTo(other));
        return marks.SelectMany(mark => mark).ToArray();
    }
}
