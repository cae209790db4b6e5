import { lineKey, type HandOverKind, type HandOverLine } from '#lib/domain/hand-overs/duties.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** Kinds whose page is that of the thing itself. */
const own: Partial<Record<HandOverKind, (id: string, fromId: string) => string>> = {
	role: (_id, fromId) => `/people/${fromId}`,
	committee: () => '/quality-system',
	guest_review: (id) => `/guest-reviews/${id}`,
	change_request: (id) => `/change-requests/${id}`,
	print: (id) => `/documents/copies/${id}`,
	action_owner: (id) => `/corrective-actions/${id}`,
	action_verifier: (id) => `/corrective-actions/${id}`,
	review_chair: (id) => `/management-reviews/${id}`,
	review_secretary: (id) => `/management-reviews/${id}`
};

/** Kinds that are rows of something that has the page: table, column of what they belong to, page. */
const within: Partial<Record<HandOverKind, readonly [table: string, column: string, page: string]>> = {
	action_line: ['action_line', 'action_id', '/corrective-actions'],
	programme_line: ['audit_programme_line', 'programme_id', '/audits/programmes'],
	audit_team: ['audit_team_member', 'audit_id', '/audits'],
	inspection_helper: ['inspection_helper', 'inspection_id', '/inspections'],
	review_member: ['management_review_member', 'review_id', '/management-reviews'],
	review_input: ['management_review_input', 'review_id', '/management-reviews'],
	review_decision: ['management_review_decision', 'review_id', '/management-reviews'],
	objective: ['objective', 'set_id', '/objectives']
};

/**
 * Where somebody else is named for what no hand-over moves: an appointment, a decision, a signed paper. By the key of the line; nothing of lines that go. No
 * question of rights: the page there asks. At most one statement.
 */
export async function placesOf(ctx: Ctx, lines: readonly HandOverLine[], fromId: string): Promise<Readonly<Record<string, string>>> {
	const staying = lines.filter(({ stays }) => stays !== null);
	const owners = await ownersOf(ctx, staying);
	return Object.fromEntries(
		staying.flatMap((line) => {
			const inside = within[line.kind];
			const owner = owners.get(lineKey(line));
			const place = own[line.kind]?.(line.subjectId, fromId) ?? (inside && owner ? `${inside[2]}/${owner}` : null);
			return place === null ? [] : [[lineKey(line), place]];
		})
	);
}

async function ownersOf(ctx: Ctx, lines: readonly HandOverLine[]): Promise<Map<string, string>> {
	const selects = [...Map.groupBy(lines, ({ kind }) => kind)].flatMap(([kind, some]) => {
		const [table, column] = within[kind] ?? [];
		if (!table || !column) return [];
		const ids = some.map(({ subjectId }) => subjectId);
		return [
			Prisma.sql`select ${kind}::text as kind, t.id::text as "subjectId", t.${Prisma.raw(column)}::text as owner
				from ${Prisma.raw(table)} t where t.id = any(${ids}::uuid[])`
		];
	});
	if (selects.length === 0) return new Map();
	const rows = await ctx.db.$queryRaw<{ kind: HandOverKind; subjectId: string; owner: string }[]>(Prisma.join(selects, ' union all '));
	return new Map(rows.map((row) => [lineKey(row), row.owner]));
}
