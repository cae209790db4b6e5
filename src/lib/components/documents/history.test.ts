import { expect, it } from 'vitest';
import type { DocumentView, VersionView } from './types.ts';
import { historyEntries } from './history.ts';

type Act = DocumentView['history']['acts'][number];

const version = { id: 'v', numbers: '01/00', slug: '01-00', from: null, lastDay: null, phase: 'open' } as VersionView;
const act = (event: Act['event'], hour: number, voided = false): Act => ({
	versionId: 'v',
	round: 1,
	event,
	name: 'Đậu Trọng Vượng',
	position: 'Giám đốc',
	comment: null,
	at: new Date(Date.UTC(2026, 10, 26, hour)),
	voided
});

it('tells who issued what was then revoked, and marks an approval that counts no longer', () => {
	const acts = [act('approve', 1, true), act('issue', 2), act('revoke', 3), act('edit', 4)];
	const entries = historyEntries({ id: 'd', versions: [version], history: { acts, signatures: [] } });
	expect(entries.map((entry) => entry.text)).toEqual([
		'Đậu Trọng Vượng thu hồi 01/00 trước hiệu lực',
		'Đậu Trọng Vượng ban hành 01/00 theo quyết định',
		'Đậu Trọng Vượng phê duyệt 01/00'
	]);
	expect(entries[2]?.meta).toContain('không còn giá trị');
});
