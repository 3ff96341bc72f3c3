-- Takes the note out of an entry, which stays; one that was written anew meanwhile is another.
UPDATE email_suppression
SET note = NULL
WHERE tenant_id = @tenant AND address = @address AND reason = @reason AND note = @note
