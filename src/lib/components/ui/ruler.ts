import { addDays, daysBetween, type Day } from '#lib/domain/shared/day.ts';

/** A version on the ruler; `to` is exclusive, null while its range is open. */
export type RulerRange = { label: string; from: Day; to: Day | null; href?: string };

export type RulerKind = 'past' | 'force' | 'upcoming' | 'none';
export type RulerPart = { kind: RulerKind; label: string; from: Day; to: Day | null; href?: string; weight: number };
export type RulerView = { parts: RulerPart[]; /** Where today stands, in per cent from the left. */ today: number };

/** No part is drawn narrower than this share, so that its words can be read. */
const leastShare: Record<RulerKind, number> = { past: 0.1, none: 0.06, force: 0.2, upcoming: 0.18 };

/** The share of the line that the number at the left of a part takes. */
const besideNumber = 0.06;

/**
 * Lays ranges on one line of time. Parts keep their order and roughly their length; a short one is widened, and today
 * stands at its place within its own part, so that it never seems to lie in another version's range.
 */
export function layRuler(ranges: readonly RulerRange[], today: Day): RulerView {
	const sorted = [...ranges].sort((a, b) => (a.from < b.from ? -1 : 1));
	const first = sorted[0];
	if (!first) return { parts: [], today: 0 };
	const bare: Omit<RulerPart, 'weight'>[] = [];
	let reached = first.from;
	for (const range of sorted) {
		if (range.from > reached) bare.push({ kind: 'none', label: '', from: reached, to: range.from });
		bare.push({ ...range, kind: kindOf(range, today) });
		if (range.to === null) break;
		reached = range.to;
	}
	const last = bare.at(-1);
	if (last?.to && last.to <= today) bare.push({ kind: 'none', label: '', from: last.to, to: null });

	const span = Math.max(daysBetween(first.from, latest(bare, today)), 30);
	// An open range is drawn a little beyond today: enough to be seen, not so much that today stands on its words.
	const endOf = (part: { from: Day; to: Day | null }) => {
		if (part.to) return part.to;
		const ahead = Math.max(Math.round(span * 0.12), 14);
		if (part.from > today) return addDays(part.from, ahead);
		return addDays(today, Math.max(14, Math.min(ahead, Math.round(daysBetween(part.from, today) * 0.6))));
	};
	const days = bare.map((part) => Math.max(daysBetween(part.from, endOf(part)), 1));
	const total = days.reduce((sum, n) => sum + n, 0);
	const weights = days.map((n, index) => Math.max(n / total, leastShare[bare[index]?.kind ?? 'past']));
	const sum = weights.reduce((a, b) => a + b, 0);

	const parts = bare.map((part, index) => ({ ...part, weight: (weights[index] ?? 0) / sum }));
	let before = 0;
	for (const part of parts) {
		const end = endOf(part);
		if (today < end) {
			const within = Math.max(0, daysBetween(part.from, today) + 0.5) / daysBetween(part.from, end);
			const offset = part.weight * (today < part.from ? 0 : within);
			// On its first days today would strike through the number: it stands at its left edge.
			const place = part.label !== '' && offset < besideNumber ? before : before + offset;
			return { parts, today: Math.min(99, place * 100) };
		}
		before += part.weight;
	}
	return { parts, today: 99 };
}

function kindOf(range: RulerRange, today: Day): RulerKind {
	if (range.from > today) return 'upcoming';
	return range.to !== null && range.to <= today ? 'past' : 'force';
}

function latest(parts: readonly { from: Day; to: Day | null }[], today: Day): Day {
	return parts.reduce((day, part) => {
		const end = part.to ?? part.from;
		return end > day ? end : day;
	}, today);
}
