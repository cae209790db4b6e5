import type { FigureTopic } from '#lib/domain/reviews/satisfaction/figures.ts';
import { enterFigures } from '#lib/server/reviews/satisfaction/acts.ts';
import type { Sample } from './sample.ts';

const figures: Readonly<Record<FigureTopic, readonly (readonly number[])[]>> = {
	dossiers: [
		[412, 398, 7, 7],
		[455, 446, 5, 4],
		[438, 431, 4, 3],
		[467, 460, 4, 3],
		[421, 414, 6, 1],
		[470, 459, 9, 2],
		[462, 455, 5, 2]
	],
	survey: [
		[200, 164, 149],
		[200, 171, 155],
		[200, 158, 145],
		[200, 176, 164],
		[220, 188, 172],
		[220, 181, 167],
		[220, 190, 168]
	],
	feedback: [
		[14, 14],
		[11, 11],
		[23, 22],
		[31, 30],
		[12, 12],
		[17, 17],
		[15, 15]
	]
};
const sources: Readonly<Record<FigureTopic, string>> = {
	dossiers: 'Báo cáo Hệ thống một cửa điện tử',
	survey: 'Khảo sát tại Bộ phận một cửa',
	feedback: 'Hệ thống tiếp nhận phản ánh, kiến nghị'
};
const none = { sent: null, answered: null, satisfied: null, received: null, onTime: null, late: null, returned: null };

/** Figures of seven quarters. */
export async function giveFigures({ on, unitId, year, day }: Sample): Promise<void> {
	for (const topic of ['dossiers', 'survey', 'feedback'] as const)
		for (const [index, [first = 0, second = 0, third = 0, fourth = 0]] of figures[topic].entries()) {
			const of = index < 4 ? year - 1 : year;
			const period = (index % 4) + 1;
			const sourceOn = period === 4 ? `${of + 1}-01-06` : `${of}-${String(period * 3 + 1).padStart(2, '0')}-06`;
			if (sourceOn > day) continue;
			const numbers = {
				dossiers: { received: first, onTime: second, late: third, returned: fourth },
				survey: { sent: first, answered: second, satisfied: third },
				feedback: { received: first, answered: second }
			}[topic];
			const { officer } = await on(sourceOn);
			const common = { topic, year: of, periodKind: 'quarter' as const, period, source: sources[topic], sourceOn, note: '', reason: '' };
			await enterFigures(officer, { ...none, ...numbers, ...common, unitId });
		}
}
