-- A person whom a unit may not see is asked before they become one of its people (design.md §8).
CREATE TYPE "offer_state" AS ENUM ('open', 'accepted', 'declined', 'withdrawn');

CREATE TABLE "membership_offer" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "division_id" UUID,
    "roles" "role"[],
    "position" TEXT NOT NULL,
    "capacity" "signing_capacity",
    "valid_from" DATE,
    "valid_to" DATE,
    "address" TEXT NOT NULL,
    "state" "offer_state" NOT NULL DEFAULT 'open',
    "offered_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_day" DATE NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "membership_offer_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "membership_offer_user_id_state_idx" ON "membership_offer"("user_id", "state");
CREATE INDEX "membership_offer_unit_id_state_idx" ON "membership_offer"("unit_id", "state");
CREATE INDEX "membership_offer_division_id_idx" ON "membership_offer"("division_id");
CREATE INDEX "membership_offer_offered_by_id_idx" ON "membership_offer"("offered_by_id");

ALTER TABLE "membership_offer" ADD CONSTRAINT "membership_offer_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "membership_offer" ADD CONSTRAINT "membership_offer_unit_id_fkey" FOREIGN KEY ("unit_id") REFERENCES "unit"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "membership_offer" ADD CONSTRAINT "membership_offer_division_id_fkey" FOREIGN KEY ("division_id") REFERENCES "division"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "membership_offer" ADD CONSTRAINT "membership_offer_offered_by_id_fkey" FOREIGN KEY ("offered_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE membership_offer ADD CONSTRAINT membership_offer_roles CHECK (cardinality(roles) >= 1);
ALTER TABLE membership_offer ADD CONSTRAINT membership_offer_decided CHECK ((state = 'open') = (decided_at IS NULL));
CREATE UNIQUE INDEX membership_offer_one_open ON membership_offer (user_id, unit_id) WHERE state = 'open';

-- What was offered is what is accepted: an offer is answered once and nothing else of it changes. It stays for good, because the trail
-- of the unit names the offer and not the person.
CREATE FUNCTION eiso_guard_membership_offer() RETURNS trigger
	LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'append_only: an offer is never deleted' USING ERRCODE = '23514';
	END IF;
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'open' THEN
			RAISE EXCEPTION 'illegal_transition: an offer starts open' USING ERRCODE = '23514';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state <> 'open' OR NEW.state = 'open' THEN
		RAISE EXCEPTION 'illegal_transition: % to %', OLD.state, NEW.state USING ERRCODE = '23514';
	END IF;
	IF (NEW.id, NEW.user_id, NEW.unit_id, NEW.division_id, NEW.roles, NEW.position, NEW.capacity, NEW.valid_from, NEW.valid_to,
		NEW.address, NEW.offered_by_id, NEW.created_at, NEW.last_day) IS DISTINCT FROM
	   (OLD.id, OLD.user_id, OLD.unit_id, OLD.division_id, OLD.roles, OLD.position, OLD.capacity, OLD.valid_from, OLD.valid_to,
		OLD.address, OLD.offered_by_id, OLD.created_at, OLD.last_day) THEN
		RAISE EXCEPTION 'content_frozen: what was offered never changes' USING ERRCODE = '23514';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER membership_offer_guard BEFORE INSERT OR UPDATE OR DELETE ON membership_offer FOR EACH ROW EXECUTE FUNCTION eiso_guard_membership_offer();
CREATE TRIGGER membership_offer_no_truncate BEFORE TRUNCATE ON membership_offer EXECUTE FUNCTION eiso_refuse_delete();
