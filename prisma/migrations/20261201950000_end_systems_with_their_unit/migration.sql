-- The edition that a unit works by and its committees end with it, and go on when the event is called off.
ALTER TYPE "unit_event_thing" ADD VALUE 'unit_standard';
ALTER TYPE "unit_event_thing" ADD VALUE 'steering_committee';
ALTER TYPE "unit_event_thing" ADD VALUE 'committee_member';
