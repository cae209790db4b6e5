-- A set is revised once. Partial, as Prisma's schema would otherwise have to say that it is a relation of one to one.
DROP INDEX criteria_set_revised_once;
CREATE UNIQUE INDEX criteria_set_revised_once ON criteria_set (revises_id) WHERE revises_id IS NOT NULL;
