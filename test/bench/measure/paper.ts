import { createTypstRenderer } from '#lib/server/pdf/typst.ts';
import { paperOf } from '#lib/server/procedures/paper.ts';
import { sampleHead, sampleProcedure } from '#test/support/procedure-samples.ts';
import type { Result } from '../report.ts';
import { inTurns, median, timed } from '../stats.ts';

const rounds = 20;

/** A procedure of ten pages with its flow chart, from its text to PDF/A, in a process that has printed before. */
export async function measurePaper(): Promise<Result[]> {
	const renderer = createTypstRenderer();
	try {
		const data = paperOf(sampleProcedure(3, 48), sampleHead, {});
		const print = () => renderer.renderPlaced('procedure', data, { createdAt: new Date(0) });
		const { pages } = await print();
		await print();
		const times = await inTurns(rounds, { print: () => timed(print) });
		return [
			{
				operation: 'print a procedure of ten pages, warm',
				measured: median(times.print),
				unit: 'ms',
				target: { is: 'at most', value: 150 },
				absolute: true,
				detail: { pages }
			}
		];
	} finally {
		await renderer.stop();
	}
}
