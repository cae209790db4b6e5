-- Since when a list of what is taken on has no fault: from then on it waits for the signature of a head. Nothing is concluded from it at the
-- signature, which checks the rows again.
ALTER TABLE take_on ADD COLUMN ready_at timestamptz(3);
