import type { Role } from '#lib/domain/permissions/actor.ts';

/** One line of a document's audience. No line: nobody is told. */
export type AudienceLine =
	| { readonly kind: 'unit' }
	| { readonly kind: 'division'; readonly divisionId: string }
	| { readonly kind: 'role'; readonly role: Role }
	| { readonly kind: 'person'; readonly userId: string };

/** A line as the database keeps it. */
export type StoredLine = {
	readonly kind: AudienceLine['kind'];
	readonly divisionId: string | null;
	readonly role: Role | null;
	readonly userId: string | null;
};

/** An active membership of the unit. */
export type Member = { readonly userId: string; readonly divisionId: string | null; readonly roles: readonly Role[] };

/** The people of the unit whom these lines name. Who has left the unit is not among them, even if a line bears their name. */
export function peopleIn(lines: readonly StoredLine[], members: readonly Member[]): Set<string> {
	return new Set(members.filter((member) => lines.some((line) => matches(line, member))).map((member) => member.userId));
}

function matches(line: StoredLine, member: Member): boolean {
	switch (line.kind) {
		case 'unit':
			return true;
		case 'division':
			return line.divisionId !== null && line.divisionId === member.divisionId;
		case 'role':
			return line.role !== null && member.roles.includes(line.role);
		case 'person':
			return line.userId === member.userId;
	}
}

/** Without the lines that another one says already. */
export function distinctLines(lines: readonly AudienceLine[]): AudienceLine[] {
	return [...new Map(lines.map((line) => [JSON.stringify(toStored(line)), line])).values()];
}

export function toStored(line: AudienceLine): StoredLine {
	return {
		kind: line.kind,
		divisionId: line.kind === 'division' ? line.divisionId : null,
		role: line.kind === 'role' ? line.role : null,
		userId: line.kind === 'person' ? line.userId : null
	};
}
