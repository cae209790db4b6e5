import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadVisits, workingDays } from './visit-days.ts';

describe('working days', () => {
	it('leave out weekends, holidays of the law and days that are named', () => {
		expect(workingDays('2026-04-29', '2026-05-06')).toEqual(['2026-04-29', '2026-05-04', '2026-05-05', '2026-05-06']);
		expect(workingDays('2026-11-27', '2026-12-01', new Set(['2026-11-30']))).toEqual(['2026-11-27', '2026-12-01']);
		expect(workingDays('2026-12-02', '2026-12-01')).toEqual([]);
	});
});

const days = workingDays('2026-12-07', '2026-12-18');
const unit = (at: number) => ({ unitId: `u${at}`, teamId: null, visitOn: null });
const free = { teamIds: ['a', 'b'], days, perDay: 2, allowed: () => true };

describe('visits', () => {
	it('are spread evenly over the days, neighbours to one team', () => {
		const { visits, without } = spreadVisits({ ...free, visits: Array.from({ length: 10 }, (_, at) => unit(at)) });
		expect(without).toEqual([]);
		expect(visits.map(({ teamId }) => teamId).join('')).toBe('aaaaabbbbb');
		expect(new Set(visits.slice(0, 5).map(({ visitOn }) => visitOn)).size).toBe(5);
	});

	it('keep the team and the day that they have', () => {
		const set = { unitId: 'x', teamId: 'b', visitOn: '2026-12-24' };
		expect(spreadVisits({ ...free, visits: [set, unit(1)] }).visits[0]).toEqual(set);
	});

	it('go to no team that may not inspect the unit', () => {
		const { visits, without } = spreadVisits({
			...free,
			visits: [unit(1), unit(2)],
			allowed: (teamId, unitId) => unitId === 'u2' && teamId === 'b'
		});
		expect(visits.map(({ teamId }) => teamId)).toEqual([null, 'b']);
		expect(without).toEqual(['u1']);
	});

	it('are never more of one team on one day than allowed, and none is lost while there is room', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 4 }), (count, perDay) => {
				const { visits, without } = spreadVisits({ ...free, perDay, visits: Array.from({ length: count }, (_, at) => unit(at)) });
				const perTeamDay = Map.groupBy(
					visits.filter(({ visitOn }) => visitOn !== null),
					({ teamId, visitOn }) => `${teamId} ${visitOn}`
				);
				expect(visits).toHaveLength(count);
				expect(Math.max(0, ...[...perTeamDay.values()].map((group) => group.length))).toBeLessThanOrEqual(perDay);
				const room = days.length * perDay;
				if (count <= room * 2 - 1) expect(without.length).toBeLessThanOrEqual(Math.max(0, Math.ceil(count / 2) - room) * 2);
			})
		);
	});
});
