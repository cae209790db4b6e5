import { randomUUID } from 'node:crypto';
import type { Answer, AnswerEdit } from '#lib/domain/audits/answers.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { DocumentsWorld } from './documents.ts';

/** An audit in progress with questions, made as rows: what is tried with it is how it is answered. */
export type AnsweredAudit = {
	readonly id: string;
	readonly areas: readonly [string, string];
	/** In order; the first half of the first area, the rest of the second. */
	readonly questions: readonly string[];
	readonly lead: string;
	/** Audits the first area. */
	readonly member: string;
	/** Leads the second area, is no auditor. */
	readonly auditee: string;
};

let audits = 0;

export async function anAudit(
	world: DocumentsWorld,
	options: {
		questions?: number;
		state?: 'planned' | 'in_progress' | 'closed';
		keys?: readonly string[];
		documentIds?: readonly string[];
	} = {}
): Promise<AnsweredAudit> {
	audits += 1;
	const { client } = world;
	const count = options.questions ?? 6;
	const [lead, member, auditee] = [
		await world.addPerson(['internal_auditor']),
		await world.addPerson(['internal_auditor']),
		await world.addPerson(['reader'])
	];
	const now = world.clock.now();
	const code = 'ISO-9001-2015';
	await client.standard.upsert({ where: { code }, create: { code, nameVi: code, nameEn: code, edition: 2015, sortOrder: 1 }, update: {} });
	const area = async (name: string, leaderId: string | null) =>
		(await client.auditArea.create({ data: { unitId: world.unitId, name, leaderId, clauses: ['7.5'], createdAt: now } })).id;
	const areas = [await area('Phòng Tổ chức', null), await area('Văn phòng', auditee)] as const;
	const audit = await client.internalAudit.create({
		data: {
			unitId: world.unitId,
			number: `ĐG-2026-${String(audits).padStart(3, '0')}`,
			title: 'Đánh giá nội bộ đợt 2',
			standardCode: code,
			clauses: ['7.5'],
			startsOn: toDbDate(world.day()),
			endsOn: toDbDate(world.day(1)),
			firstStartsOn: toDbDate(world.day()),
			createdById: world.ids.officer,
			createdAt: now,
			state: 'planned',
			auditScopeAreaAudit: { create: areas.map((areaId) => ({ areaId })) },
			auditTeamMemberAudit: {
				create: [
					{ userId: lead, role: 'lead', proposedById: world.ids.officer, proposedAt: now },
					{
						userId: member,
						role: 'member',
						proposedById: world.ids.officer,
						proposedAt: now,
						auditTeamAreaMember: { create: { areaId: areas[0] } }
					}
				]
			}
		}
	});
	const signature = await client.actSignature.create({
		data: {
			subjectType: 'audit',
			subjectId: audit.id,
			meaning: 'appoint_team',
			meaningText: 'Cử đoàn đánh giá',
			unitId: world.unitId,
			userId: world.ids.head,
			signerName: 'Giám đốc',
			position: 'Giám đốc',
			contentSha256: 'a'.repeat(64),
			signedAt: now
		}
	});
	await client.auditTeamMember.updateMany({
		where: { auditId: audit.id },
		data: { appointedAt: now, signatureId: signature.id, independence: {} }
	});
	const questions = Array.from({ length: count }, () => randomUUID());
	await client.auditQuestion.createMany({
		data: questions.map((id, i) => ({
			id,
			auditId: audit.id,
			areaId: i < count / 2 ? areas[0] : areas[1],
			position: i + 1,
			source: 'checklist',
			key: options.keys?.[i] ?? randomUUID(),
			text: `Câu hỏi ${i + 1}`,
			clause: `7.5.${(i % 3) + 1}`,
			documentIds: [...(options.documentIds ?? [])]
		}))
	});
	const state = options.state ?? 'in_progress';
	if (state !== 'planned') await client.internalAudit.update({ where: { id: audit.id }, data: { state: 'in_progress', startedAt: now } });
	return { id: audit.id, areas, questions, lead, member, auditee };
}

export function anEdit(questionId: string, answer: Partial<Answer>, more: Partial<AnswerEdit> = {}): AnswerEdit {
	return {
		id: randomUUID(),
		questionId,
		baseVersion: 0,
		after: null,
		madeAt: '2026-11-24T02:00:00.000Z',
		answer: { result: 'conform', points: null, evidence: '', note: '', ...answer },
		...more
	};
}

/** All that was ever said to a question, in the order in which it came. */
export function saidTo(ctx: Pick<Ctx, 'client'>, questionId: string) {
	return ctx.client.answerEdit.findMany({
		where: { questionId },
		orderBy: [{ at: 'asc' }, { version: 'asc' }, { id: 'asc' }],
		select: { id: true, byId: true, version: true, outcome: true, answer: true }
	});
}
