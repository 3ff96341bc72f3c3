-- A worker is gone.
DELETE FROM email_wake
WHERE worker = @worker
