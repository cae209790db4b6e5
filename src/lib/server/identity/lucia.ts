import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia';
import type { Clock } from '#lib/server/platform/clock.ts';
import type { Db } from '#lib/server/platform/context.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { readPrepared } from '#lib/server/platform/prepared.ts';
import { rightsSql } from './actor.ts';
import { hashSecret } from './secrets.ts';

/**
 * Everything of lucia, which is no longer developed: replace this file and nothing else changes. The adapter stores only the
 * SHA-256 of a session's id, and a session's end does not move (the idle limit is ours, see sessions.ts).
 */
export type SessionAttributes = {
	createdAt: Date;
	lastSeenAt: Date;
	lockedAt: Date | null;
	userAgent: string;
	address: string;
	sharedComputer: boolean;
	activeUnitId: string | null;
};
/** `rights`: a row of `rightsSql`. */
export type UserAttributes = { active: boolean; rights: unknown };

declare module 'lucia' {
	interface Register {
		Lucia: Lucia<SessionAttributes, UserAttributes>;
		DatabaseSessionAttributes: SessionAttributes;
		DatabaseUserAttributes: UserAttributes;
	}
}

type Row = {
	id: string;
	user_id: string;
	created_at: Date;
	last_seen_at: Date;
	absolute_ends_at: Date;
	locked_at: Date | null;
	user_agent: string;
	address: string;
	shared_computer: boolean;
	active_unit_id: string | null;
	active: boolean;
};

/** Lucia for one database and clock. `hours`: how long a new session lasts. */
export function luciaFor(db: Db, clock: Clock, hours: number): Lucia<SessionAttributes, UserAttributes> {
	return new Lucia(adapter(db, clock), {
		sessionExpiresIn: new TimeSpan(hours, 'h'),
		getSessionAttributes: (attributes) => attributes,
		getUserAttributes: (attributes) => attributes
	});
}

function adapter(db: Db, clock: Clock): Adapter {
	// Lucia reads the machine's clock while ours may be moved: moments cross this border shifted by the difference.
	const ahead = clock.now().getTime() - Date.now();
	const ours = (date: Date) => new Date(date.getTime() + ahead);
	const theirs = (date: Date) => new Date(date.getTime() - ahead);
	const session = (row: Row): DatabaseSession => ({
		id: row.id,
		userId: row.user_id,
		expiresAt: theirs(row.absolute_ends_at),
		attributes: {
			createdAt: row.created_at,
			lastSeenAt: row.last_seen_at,
			lockedAt: row.locked_at,
			userAgent: row.user_agent,
			address: row.address,
			sharedComputer: row.shared_computer,
			activeUnitId: row.active_unit_id
		}
	});
	const columns = Prisma.sql`s.id, s.user_id, s.created_at, s.last_seen_at, s.absolute_ends_at, s.locked_at, s.user_agent, s.address,
		s.shared_computer, s.active_unit_id, u.status = 'active' as active`;
	return {
		async getSessionAndUser(sessionId) {
			const [row] = await readPrepared<Row>(
				db,
				Prisma.sql`select ${columns}, r.* from session s join "user" u on u.id = s.user_id
					cross join lateral ${rightsSql(dayOf(clock.now()), { received: true })} r where s.id = ${hashSecret(sessionId)}`
			);
			if (!row) return [null, null];
			return [
				{ ...session(row), id: sessionId },
				{ id: row.user_id, attributes: { active: row.active, rights: row } }
			];
		},
		async getUserSessions(userId) {
			const rows = await db.$queryRaw<Row[]>`select ${columns} from session s join "user" u on u.id = s.user_id
				where s.user_id = ${userId}::uuid order by s.last_seen_at desc`;
			return rows.map(session);
		},
		async setSession({ id, userId, expiresAt, attributes }) {
			const ends = ours(expiresAt);
			await db.session.create({ data: { id: hashSecret(id), userId, expiresAt: ends, absoluteEndsAt: ends, ...attributes } });
		},
		// The absolute end stands: use never prolongs a session.
		async updateSessionExpiration() {},
		async deleteSession(sessionId) {
			await db.session.deleteMany({ where: { id: hashSecret(sessionId) } });
		},
		async deleteUserSessions(userId) {
			await db.session.deleteMany({ where: { userId } });
		},
		async deleteExpiredSessions() {
			await db.session.deleteMany({ where: { absoluteEndsAt: { lte: clock.now() } } });
		}
	};
}
