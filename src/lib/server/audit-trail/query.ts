import { isDay } from '#lib/domain/shared/day.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import type { AccessFilter } from './access-list.ts';
import { isUuid, type TrailFilter } from './list.ts';
import { subjectGroups } from './subject-types.ts';

/** What a page's address or an export's form carries: anything that cannot be a filter counts as none. */
type Source = { get(name: string): unknown };

function text(source: Source, name: string): string | null {
	const value = source.get(name);
	if (typeof value !== 'string') return null;
	return value.normalize('NFC').trim().slice(0, 200) || null;
}

function day(source: Source, name: string): string | null {
	const value = text(source, name);
	return value && isDay(value) ? value : null;
}

function unitId(source: Source): string | null {
	const value = text(source, 'unit');
	return value !== null && isUuid(value) ? value : null;
}

/** `?unit&subjectType&subjectId&event&actor&from&to`. */
export function trailQuery(source: Source): TrailFilter {
	return {
		unit: text(source, 'unit') === 'province' ? 'province' : unitId(source),
		subjectType: text(source, 'subjectType'),
		subjectId: text(source, 'subjectId'),
		event: text(source, 'event'),
		actor: text(source, 'actor'),
		from: day(source, 'from'),
		to: day(source, 'to')
	};
}

/** `?unit&action&person&document&from&to`. */
export function accessQuery(source: Source, activeUnitId: string | null): AccessFilter {
	return {
		unit: unitId(source) ?? activeUnitId ?? '',
		action: text(source, 'action'),
		person: text(source, 'person'),
		document: text(source, 'document'),
		from: day(source, 'from'),
		to: day(source, 'to')
	};
}

/**
 * `?subject` of the API: `version:<id>`, or an id alone, whatever kind of thing it is of.
 * @throws Invalid (`subject`) when it is neither
 */
export function subjectQuery(subject: string): Pick<TrailFilter, 'subjects'> {
	const [, type = null, id = ''] = /^(?:([a-z_]+):)?([^:]+)$/.exec(subject.trim()) ?? [];
	if (type === null && !isUuid(id)) throw new Invalid({ subject: 'invalid' });
	if (type !== null && !(type in subjectGroups)) throw new Invalid({ subject: 'invalid' });
	const types = type === null ? Object.keys(subjectGroups) : [type];
	return { subjects: types.map((type) => ({ type, id: isUuid(id) ? id.toLowerCase() : id })) };
}
