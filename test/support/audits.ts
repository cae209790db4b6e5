import { defaultClauses } from '#lib/domain/audits/area-proposal.ts';
import { createArea } from '#lib/server/audits/area-acts.ts';
import { registerAuditor } from '#lib/server/audits/auditor-acts.ts';
import { programmePage } from '#lib/server/audits/programmes/page.ts';
import { approveProgramme, submitProgramme } from '#lib/server/audits/programmes/sign.ts';
import { saveGaps } from '#lib/server/audits/programmes/edit.ts';
import { createProgramme } from '#lib/server/audits/programmes/create.ts';
import { password, type DocumentsWorld } from './documents.ts';

/** Areas, auditors and programmes of a documents world, through the commands. */
export function auditHelpers(world: () => DocumentsWorld) {
	type Area = Partial<Parameters<typeof createArea>[1]>;

	const anArea = async (more: Area = {}) =>
		createArea(await world().as('officer'), {
			unitId: world().unitId,
			name: `Khu vực ${crypto.randomUUID().slice(0, 8)}`,
			divisionId: null,
			leaderId: null,
			risk: 'medium',
			members: [],
			documents: [],
			clauses: ['7.5', '8.5'],
			...more
		});

	const anAuditor = async (userId: string, more: Partial<Parameters<typeof registerAuditor>[1]> = {}) =>
		registerAuditor(await world().as('officer'), {
			unitId: world().unitId,
			userId,
			training: 'Khóa đánh giá viên nội bộ',
			trainedOn: null,
			certificateNumber: 'ĐGV-01',
			certificateIssuer: 'Trung tâm Chất lượng',
			certificateOn: null,
			validFrom: '2026-01-01',
			validTo: null,
			note: '',
			...more
		});

	/** Every clause in one area, so that the map has no gap. */
	const aWholeArea = async (more: Area = {}) => {
		const sections = await world().client.clause.findMany({ where: { standardCode: 'ISO9001-2015' }, select: { number: true } });
		return anArea({
			clauses: defaultClauses(
				0,
				sections.map(({ number }) => number),
				'work'
			),
			...more
		});
	};

	const drafted = async (year: number) =>
		createProgramme(await world().as('officer'), { unitId: world().unitId, year, objectives: 'Xác nhận hệ thống được thực hiện' });

	/** Gives every gap of a programme a reason. */
	const explained = async (programmeId: string, reason = 'Không áp dụng tại đơn vị') => {
		const page = await programmePage(await world().as('officer'), programmeId);
		const gaps = page.coverage.unexplained.map((gap) => ({ ...gap, reason }));
		await saveGaps(await world().as('officer'), { programmeId, rowVersion: page.rowVersion, gaps });
	};

	const rowVersionOf = async (programmeId: string) => (await programmePage(await world().as('officer'), programmeId)).rowVersion;

	const submitted = async (programmeId: string) =>
		submitProgramme(await world().as('officer'), { programmeId, rowVersion: await rowVersionOf(programmeId) });

	/** As a head does who looks at the page and signs. */
	const signed = async (programmeId: string, who: 'head' | 'deputy' = 'head') => {
		const ctx = await world().as(who);
		const { rowVersion, sha256 } = await programmePage(ctx, programmeId);
		return approveProgramme(ctx, { programmeId, rowVersion, sha256, password });
	};

	const approved = async (year: number) => {
		const { id } = await drafted(year);
		await explained(id);
		await submitted(id);
		await signed(id);
		return id;
	};

	return { anArea, aWholeArea, anAuditor, drafted, explained, submitted, signed, approved, rowVersionOf };
}
