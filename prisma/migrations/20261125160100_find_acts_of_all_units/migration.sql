-- The Department looks at acts of all units by time and by what was done; a unit's own chain is read by its key.
CREATE INDEX "audit_trail_at_idx" ON "audit_trail"("at");
CREATE INDEX "audit_trail_event_at_idx" ON "audit_trail"("event", "at");
