import * as m from '#lib/paraglide/messages.js';
import { formatDateTime } from '#lib/format.ts';
import type { VersionView } from './types.ts';

type Gate = { label: string; state: 'done' | 'current' | 'todo'; meta?: string[] };

const order = ['draft', 'in_review', 'in_approval', 'approved'] as const;

/** The gates on the way into force, with who passed each and when. */
export function gatesOf(version: VersionView): Gate[] {
	const at = order.findIndex((state) => state === version.state);
	const act = (event: 'submit' | 'pass' | 'approve') =>
		version.acts.find((one) => one.event === event && one.round === version.round && !one.voidedAt);
	const stateOf = (index: number): Gate['state'] => (index < at ? 'done' : index === at ? 'current' : 'todo');
	const metaOf = (event: 'submit' | 'pass' | 'approve') => {
		const found = act(event);
		return found ? [found.actorName, formatDateTime(found.at)] : [];
	};
	return [
		{
			label: m.versions_gate_draft(),
			state: stateOf(0),
			meta: at > 0 ? metaOf('submit') : version.authors.map((author) => author.fullName)
		},
		{
			label: m.versions_gate_review(),
			state: stateOf(1),
			meta: at > 1 ? metaOf('pass') : version.reviewer ? [version.reviewer.fullName] : []
		},
		{ label: m.versions_gate_approval(), state: stateOf(2), meta: at > 2 ? metaOf('approve') : [] },
		{ label: m.versions_gate_issue(), state: stateOf(3) }
	];
}
