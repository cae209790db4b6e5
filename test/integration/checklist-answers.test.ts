import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answeringPage } from '#lib/server/audits/answering/page.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { settleConflict } from '#lib/server/audits/answering/settle.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { anAudit, anEdit, saidTo, type AnsweredAudit } from '#test/support/answering.ts';
import { counting } from '#test/support/counting.ts';
import { onItsDay } from '#test/support/raw-writes.ts';
import { documentsWorld, issuedVersion, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
let audit: AnsweredAudit;
beforeAll(async () => {
	world = await documentsWorld();
	audit = await anAudit(world, { questions: 120 });
});
afterAll(() => world.close());

const sheet = () => ({ kind: 'internal' as const, id: audit.id });
const question = (i: number) => audit.questions[i] ?? '';
const stands = (i: number) => world.client.auditQuestion.findUniqueOrThrow({ where: { id: question(i) } });
const page = async (userId: string) => answeringPage(await world.asId(userId), sheet(), { keeps: true });

describe('sending answers', () => {
	it('takes each once, with one act in the trail for all of them', async () => {
		const lead = await world.asId(audit.lead);
		const edits = [0, 1, 2].map((i) => anEdit(question(i), { result: 'minor', evidence: `Bản giấy cũ ${i}` }));
		const sent = await sendAnswers(lead, { sheet: sheet(), edits });
		expect(sent.results).toEqual(
			edits.map(({ id, questionId }): unknown => expect.objectContaining({ id, questionId, outcome: 'applied', version: 1 }))
		);
		const again = await sendAnswers(lead, { sheet: sheet(), edits: [...edits].reverse() });
		expect(again.results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
		expect(await stands(0)).toMatchObject({ result: 'minor', evidence: 'Bản giấy cũ 0', answerVersion: 1, answeredById: audit.lead });
		expect(await saidTo(world, question(0))).toHaveLength(1);
		expect(await trailOf(world, audit.id)).toEqual(['audit.answer']);
		const act = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: audit.id } });
		expect(act.actorRole).toBe('team');
		expect(JSON.stringify(act.after)).not.toContain('Bản giấy');
	});

	it('asks the database as often for sixty answers as for one', async () => {
		const asked = async (from: number, to: number) => {
			const { ctx, count } = counting(await world.asId(audit.lead));
			// What counts opens the transaction too, so that every statement in it goes through it.
			const counted = { ...ctx, client: ctx.db as unknown as Ctx['client'] };
			const edits = Array.from({ length: to - from }, (_, i) => anEdit(question(from + i), {}));
			await sendAnswers(counted, { sheet: sheet(), edits });
			return count();
		};
		const one = await asked(40, 41);
		expect(one).toBeGreaterThan(5);
		expect(await asked(50, 110)).toBe(one);
	});

	it('merges what was changed elsewhere, and keeps beside what was changed alike until somebody settles it', async () => {
		const [lead, member] = [await world.asId(audit.lead), await world.asId(audit.member)];
		const first = anEdit(question(3), { result: 'conform', evidence: 'Sổ 2026' });
		await sendAnswers(lead, { sheet: sheet(), edits: [first] });
		const words = anEdit(question(3), { result: 'conform', evidence: 'Sổ 2026', note: 'Đã hỏi văn thư' }, { baseVersion: 1 });
		await sendAnswers(lead, { sheet: sheet(), edits: [words] });
		const verdict = anEdit(question(3), { result: 'observation', evidence: 'Sổ 2026' }, { baseVersion: 1 });
		expect((await sendAnswers(member, { sheet: sheet(), edits: [verdict] })).results).toMatchObject([
			{ outcome: 'applied', version: 3, merged: true }
		]);
		expect(await stands(3)).toMatchObject({ result: 'observation', note: 'Đã hỏi văn thư', evidence: 'Sổ 2026' });

		const other = anEdit(question(3), { result: 'major', evidence: 'Mất sổ' }, { baseVersion: 1 });
		expect((await sendAnswers(member, { sheet: sheet(), edits: [other] })).results).toMatchObject([{ outcome: 'conflict' }]);
		expect(await stands(3)).toMatchObject({ result: 'observation', answerVersion: 3 });
		const [waiting] = (await page(audit.lead)).questions[3]?.conflicts ?? [];
		expect(waiting).toMatchObject({ id: other.id, answer: { result: 'major', evidence: 'Mất sổ' } });

		const settling = { sheet: sheet(), questionId: question(3), editId: other.id, newId: randomUUID(), madeAt: other.madeAt };
		expect(await refusal(settleConflict(lead, { ...settling, version: 2, choice: 'take' }))).toMatchObject({ code: 'stale' });
		expect(await settleConflict(lead, { ...settling, version: 3, choice: 'take' })).toEqual({ version: 4 });
		expect(await settleConflict(lead, { ...settling, version: 3, choice: 'take' })).toEqual({ version: 4 });
		expect(await stands(3)).toMatchObject({ result: 'major', evidence: 'Mất sổ', note: '', answerVersion: 4 });
		expect((await page(audit.lead)).questions[3]?.conflicts).toEqual([]);
	});

	it('settles by a third answer, or by what stands', async () => {
		const [lead, member] = [await world.asId(audit.lead), await world.asId(audit.member)];
		const waiting: string[] = [];
		for (const i of [4, 5]) {
			await sendAnswers(lead, { sheet: sheet(), edits: [anEdit(question(i), { result: 'conform' })] });
			const mine = anEdit(question(i), { result: 'minor', evidence: 'Thiếu chữ ký' });
			await sendAnswers(member, { sheet: sheet(), edits: [mine] });
			waiting.push(mine.id);
		}
		const common = { sheet: sheet(), version: 1, madeAt: '2026-11-24T03:00:00.000Z' };
		const third = { result: 'observation', points: null, evidence: '', note: '' } as const;
		const write = { ...common, questionId: question(4), editId: waiting[0] ?? '', newId: randomUUID(), choice: 'write' } as const;
		expect(await refusal(settleConflict(member, { ...write, answer: third }))).toMatchObject({ code: 'invalid' });
		await settleConflict(member, { ...write, answer: { ...third, evidence: 'Chữ ký mờ' } });
		expect(await stands(4)).toMatchObject({ result: 'observation', evidence: 'Chữ ký mờ', answerVersion: 2 });
		await settleConflict(member, { ...common, questionId: question(5), editId: waiting[1] ?? '', newId: randomUUID(), choice: 'keep' });
		expect(await stands(5)).toMatchObject({ result: 'conform', answerVersion: 1 });
		expect((await saidTo(world, question(4))).map(({ outcome }) => outcome).sort()).toEqual(['applied', 'applied', 'dropped']);
		expect((await saidTo(world, question(5))).map(({ outcome }) => outcome).sort()).toEqual(['applied', 'dropped']);
	});

	it('takes the chain of one device in one sending, and leaves what is not whole to the device', async () => {
		const lead = await world.asId(audit.lead);
		const one = anEdit(question(6), { result: 'conform' });
		const two = anEdit(question(6), { result: 'minor', evidence: 'Bản cũ' }, { after: one.id });
		const begun = anEdit(question(7), { result: 'major' });
		const { results } = await sendAnswers(lead, { sheet: sheet(), edits: [begun, two, one] });
		expect(results.find(({ id }) => id === two.id)).toMatchObject({ outcome: 'applied', version: 2 });
		expect(results.find(({ id }) => id === begun.id)).toMatchObject({
			outcome: 'refused',
			code: 'invalid',
			fields: { evidence: 'evidence_required' }
		});
		expect(await stands(6)).toMatchObject({ result: 'minor', answerVersion: 2 });
		expect(await stands(7)).toMatchObject({ result: 'unanswered', answerVersion: 0 });
	});

	it('is refused to auditees, to strangers, for areas of others, and for questions of other audits', async () => {
		const elsewhere = await anAudit(world);
		const own = anEdit(question(8), {});
		const others = anEdit(question(100), {});
		const foreign = anEdit(elsewhere.questions[0] ?? '', {});
		const { results } = await sendAnswers(await world.asId(audit.member), { sheet: sheet(), edits: [own, others, foreign] });
		const code = (id: string) => results.find((result) => result.id === id);
		expect(code(own.id)).toMatchObject({ outcome: 'applied' });
		expect(code(others.id)).toMatchObject({ outcome: 'refused', code: 'area_not_yours' });
		expect(code(foreign.id)).toMatchObject({ outcome: 'refused', code: 'question_not_found' });
		const again = { sheet: sheet(), edits: [anEdit(question(100), {})] };
		expect(await refusal(sendAnswers(await world.asId(audit.auditee), again))).toMatchObject({ code: 'forbidden' });
		expect(await refusal(sendAnswers(await world.as('officer'), again))).toMatchObject({ code: 'forbidden' });
		for (const who of ['outsider', 'coordinator', 'staff'] as const)
			expect(await refusal(sendAnswers(await world.as(who), again))).toMatchObject({ code: 'audit_not_found' });
		expect((await page(audit.auditee)).questions).toHaveLength(60);
		expect((await page(audit.auditee)).answers).toBe(false);
	});

	it('is refused where the audit is not in progress, and takes nothing of it', async () => {
		const planned = await anAudit(world, { state: 'planned' });
		const edit = anEdit(planned.questions[0] ?? '', {});
		const refused = await refusal(
			sendAnswers(await world.asId(planned.lead), { sheet: { kind: 'internal', id: planned.id }, edits: [edit] })
		);
		expect(refused).toMatchObject({ code: 'illegal_transition', params: { state: 'planned' } });
		expect(await saidTo(world, edit.questionId)).toEqual([]);
	});
});

describe('two auditors on one checklist', () => {
	it('lose nothing and say nothing twice when they send at the same moment, again and again', async () => {
		const both = await anAudit(world, { questions: 40 });
		const [lead, member] = [await world.asId(both.lead), await world.asId(both.member)];
		const mine = both.questions.slice(0, 20).map((id, i) => anEdit(id, { result: 'conform', evidence: `Trưởng đoàn ${i}` }));
		const theirs = both.questions.slice(0, 20).map((id, i) => anEdit(id, { result: 'minor', evidence: `Thành viên ${i}` }));
		const ref = { kind: 'internal' as const, id: both.id };
		await Promise.all(
			[0, 1, 2].flatMap(() => [
				sendAnswers(lead, { sheet: ref, edits: mine }),
				sendAnswers(member, { sheet: ref, edits: [...theirs].reverse() })
			])
		);
		for (const [i, id] of both.questions.slice(0, 20).entries()) {
			const said = await saidTo(world, id);
			expect(said.map((one) => one.id).sort()).toEqual([mine[i]?.id, theirs[i]?.id].sort());
			expect(said.map(({ outcome }) => outcome).sort()).toEqual(['applied', 'conflict']);
			const row = await world.client.auditQuestion.findUniqueOrThrow({ where: { id } });
			expect(said.find(({ outcome }) => outcome === 'applied')).toMatchObject({
				byId: row.answeredById,
				version: 1,
				answer: { result: row.result }
			});
		}
	});
});

describe('what stands beside a question', () => {
	it('is last time’s answer, the open actions of its clause and the version in force, which is kept with the answer', async () => {
		const version = await issuedVersion(world);
		const keys = Array.from({ length: 4 }, () => randomUUID());
		const before = await anAudit(world, { questions: 4, keys });
		await sendAnswers(await world.asId(before.lead), {
			sheet: { kind: 'internal', id: before.id },
			edits: [anEdit(before.questions[0] ?? '', { result: 'minor', evidence: 'Lần trước thiếu' })]
		});
		await world.client.internalAudit.update({ where: { id: before.id }, data: { state: 'closed', closedAt: world.clock.now() } });
		const now = await anAudit(world, { questions: 4, keys, documentIds: [version.documentId] });
		const action = await world.client.correctiveAction.create({
			data: {
				unitId: world.unitId,
				number: 'KPH-2026-001',
				source: 'self_found',
				grade: 'minor',
				clause: '7.5',
				statement: 'Chưa thu hồi bản giấy',
				raisedById: world.ids.officer,
				raisedAt: world.clock.now()
			}
		});
		const ref = { kind: 'internal' as const, id: now.id };
		const lead = await world.asId(now.lead);
		const [first] = (await answeringPage(lead, ref, { keeps: false })).questions;
		expect(first).toMatchObject({
			last: { result: 'minor', text: 'Lần trước thiếu' },
			actions: [{ number: 'KPH-2026-001', statement: 'Chưa thu hồi bản giấy', href: null }],
			procedures: [{ documentId: version.documentId, code: version.code, label: '01/00' }]
		});
		// Who may open the action gets the way to it.
		const [ofOfficer] = (await answeringPage(await world.as('officer'), ref, { keeps: false })).questions;
		expect(ofOfficer?.actions).toMatchObject([{ href: `/corrective-actions/${action.id}` }]);
		await sendAnswers(lead, { sheet: ref, edits: [anEdit(now.questions[0] ?? '', {})] });
		const kept = await world.client.auditQuestion.findUniqueOrThrow({ where: { id: now.questions[0] ?? '' } });
		expect(kept.inForce).toEqual([{ documentId: version.documentId, code: version.code, versionId: version.id, label: '01/00' }]);
	});
});

describe('the database', () => {
	it('keeps what was said as it was sent', async () => {
		const edit = anEdit(question(20), { result: 'conform' });
		await sendAnswers(await world.asId(audit.lead), { sheet: sheet(), edits: [edit] });
		const raw = (sql: string) => onItsDay(world, (db) => db.$executeRawUnsafe(sql));
		await expect(raw(`update answer_edit set answer = '{}' where id = '${edit.id}'`)).rejects.toThrow(/append_only/);
		await expect(raw(`update answer_edit set outcome = 'dropped' where id = '${edit.id}'`)).rejects.toThrow(/append_only/);
		await expect(raw(`delete from answer_edit where id = '${edit.id}'`)).rejects.toThrow(/append_only/);
		await expect(
			raw(`insert into answer_edit (id, question_id, side, base_version, version, answer, standing, by_id, made_at, at, outcome)
				select gen_random_uuid(), question_id, side, 0, 1, answer, standing, by_id, made_at, at, 'applied' from answer_edit where id = '${edit.id}'`)
		).rejects.toThrow(/answer_edit_question_once/);
		await expect(
			raw(`insert into answer_edit (id, question_id, side, base_version, answer, by_id, made_at, at, outcome)
				select gen_random_uuid(), question_id, side, 0, answer, by_id, made_at, at, 'applied' from answer_edit where id = '${edit.id}'`)
		).rejects.toThrow(/answer_edit_stood/);
	});
});
