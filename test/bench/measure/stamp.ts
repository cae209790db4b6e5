import { PDFDocument, ParseSpeeds } from '@cantoo/pdf-lib';
import { stampPdf } from '#lib/server/pdf/stamp.ts';
import { stampWords } from '#lib/server/pdf/stamp-words.ts';
import { bytesOf } from '../data/files.ts';
import type { Result } from '../report.ts';
import { inTurns, median, timed } from '../stats.ts';
import type { World } from '../world.ts';

const rounds = 8;

/** One worker, against the library's load and save of the same file. */
export async function measureStamp({ files }: World): Promise<Result[]> {
	const bytes = await bytesOf(files.long);
	const stamp = stampWords({
		code: 'QT.VP.01',
		title: 'Quy trình kiểm soát thông tin dạng văn bản',
		issueNo: 2,
		revisionNo: 0,
		scheme: 'issue_revision',
		mark: { kind: 'in_force' },
		inForceFrom: '2025-01-01',
		printCode: '0123456789ABCDEFGHJKMNPQRS',
		personal: null,
		origin: 'http://localhost:3000'
	});
	const times = await inTurns(rounds, {
		stamp: () => timed(() => stampPdf(bytes, stamp)),
		bare: () => timed(async () => (await PDFDocument.load(bytes, { parseSpeed: ParseSpeeds.Fastest })).save({ objectsPerTick: Infinity }))
	});
	const detail = { pages: files.long.pages, 'stamp ms': median(times.stamp), 'load and save ms': median(times.bare) };
	return [
		{
			operation: 'stamp a copy of 100 pages: ms a page',
			measured: median(times.stamp) / files.long.pages,
			unit: 'ms',
			target: { is: 'at most', value: 1.5 },
			absolute: false,
			detail
		},
		{
			operation: 'stamp a copy of 100 pages: to load and save',
			measured: median(times.stamp) / median(times.bare),
			unit: '×',
			target: null,
			absolute: false,
			detail: {}
		}
	];
}
