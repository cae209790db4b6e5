-- design.md §5.7 and §8: dated versions of units and divisions do not overlap, codes are unique on any day, an administrator holds
-- no other role.
ALTER TABLE unit_version ADD CONSTRAINT unit_version_one_a_day EXCLUDE USING gist (unit_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE unit_version ADD CONSTRAINT unit_version_code_once EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE unit_version ADD CONSTRAINT unit_version_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE unit_version ADD CONSTRAINT unit_version_own_parent CHECK (parent_id IS NULL OR parent_id <> unit_id);
ALTER TABLE division_version ADD CONSTRAINT division_version_one_a_day EXCLUDE USING gist (division_id WITH =, daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE division_version ADD CONSTRAINT division_version_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE membership ADD CONSTRAINT membership_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE membership ADD CONSTRAINT membership_roles CHECK (cardinality(roles) >= 1);
ALTER TABLE membership ADD CONSTRAINT membership_once EXCLUDE USING gist (
	user_id WITH =, unit_id WITH =, (coalesce(division_id, '00000000-0000-0000-0000-000000000000'::uuid)) WITH =,
	daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE province_appointment ADD CONSTRAINT province_appointment_once EXCLUDE USING gist (
	user_id WITH =, role WITH =, daterange(valid_from, valid_to, '[)') WITH &&);
ALTER TABLE province_appointment ADD CONSTRAINT province_appointment_order CHECK (valid_to IS NULL OR valid_from <= valid_to);
ALTER TABLE "user" ADD CONSTRAINT user_has_name CHECK (email IS NOT NULL OR staff_name IS NOT NULL);
ALTER TABLE "user" ADD CONSTRAINT user_email_form CHECK (email IS NULL OR email = lower(email));

CREATE FUNCTION eiso_guard_membership_division() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.division_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM division d WHERE d.id = NEW.division_id AND d.unit_id = NEW.unit_id) THEN
		RAISE EXCEPTION 'division_of_unit: the division belongs to another unit' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER membership_division_guard BEFORE INSERT OR UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION eiso_guard_membership_division();

CREATE FUNCTION eiso_guard_administrator() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	-- Serialises the two tables per person, so that two racing writes cannot each miss the other.
	PERFORM pg_advisory_xact_lock(hashtextextended('administrator:' || NEW.user_id::text, 0));
	IF EXISTS (
		SELECT 1 FROM province_appointment a WHERE a.user_id = NEW.user_id AND a.role = 'administrator' AND (
			EXISTS (SELECT 1 FROM membership m WHERE m.user_id = a.user_id
				AND daterange(m.valid_from, m.valid_to, '[)') && daterange(a.valid_from, a.valid_to, '[)'))
			OR EXISTS (SELECT 1 FROM province_appointment o WHERE o.user_id = a.user_id AND o.role <> 'administrator'
				AND daterange(o.valid_from, o.valid_to, '[)') && daterange(a.valid_from, a.valid_to, '[)')))) THEN
		RAISE EXCEPTION 'administrator_alone: an administrator holds no other role' USING ERRCODE = '23514';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER membership_administrator AFTER INSERT OR UPDATE ON membership FOR EACH ROW EXECUTE FUNCTION eiso_guard_administrator();
CREATE TRIGGER province_appointment_administrator AFTER INSERT OR UPDATE ON province_appointment FOR EACH ROW EXECUTE FUNCTION eiso_guard_administrator();

-- Nothing that the QMS controls is deleted (§5.4).
CREATE TRIGGER unit_no_delete BEFORE DELETE ON unit FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_version_no_delete BEFORE DELETE ON unit_version FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER unit_event_no_delete BEFORE DELETE ON unit_event FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER division_no_delete BEFORE DELETE ON division FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER division_version_no_delete BEFORE DELETE ON division_version FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER user_no_delete BEFORE DELETE ON "user" FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER membership_no_delete BEFORE DELETE ON membership FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER province_appointment_no_delete BEFORE DELETE ON province_appointment FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER signing_hold_no_change BEFORE UPDATE OR DELETE ON signing_hold FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
CREATE TRIGGER version_opening_no_change BEFORE UPDATE OR DELETE ON version_opening FOR EACH ROW EXECUTE FUNCTION eiso_refuse_delete();
