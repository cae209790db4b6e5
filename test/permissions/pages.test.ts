import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flushAccessLog } from '#lib/server/audit-trail/access-log.ts';
import { readTable } from '#lib/server/files/table.ts';
import { castRoles, type CastRole } from '#test/support/permission-cast.ts';
import { openRoute, serverRoutes } from '#test/support/page-loads.ts';
import { permissionWorld, secret, type PermissionWorld } from '#test/support/permission-world.ts';
import { acts, batchReaders, matrixBatches, matrixStates, maySee, phaseOfState, type MatrixState } from './expected.ts';

/*
 * Every page about a document, version or batch × every role × every state, by the loads and routes themselves; and every list,
 * count, search, export and choice: nothing in it may come from what the person may not see.
 */
let cast: PermissionWorld;
beforeAll(async () => {
	cast = await permissionWorld();
}, 180_000);
afterAll(() => cast.world.close());

const sees = (role: CastRole, state: MatrixState) => maySee(role, phaseOfState[state], 'unit');
/** Through any of its versions: the one in force shows the document whose former version is not theirs to see. */
const seesDocument = (role: CastRole, state: MatrixState) => sees(role, state) || (state === 'superseded' && sees(role, 'in_force'));
const forThose = (allowed: readonly CastRole[]) => (role: CastRole, state: MatrixState) =>
	!seesDocument(role, state) ? 404 : allowed.includes(role) ? 200 : 403;
const isOpen = (state: MatrixState) => phaseOfState[state] === 'open' || state === 'cancelled';

type Expected = (role: CastRole, state: MatrixState) => number;

/** Pages of a version by its id. What is issued is read on its document's page: a redirect. */
const versionPages: Record<string, Expected> = {
	'(app)/versions/[id]': (role, state) => (!sees(role, state) ? 404 : isOpen(state) ? 200 : 307),
	'(app)/versions/[id]/guest': (role, state) => (!sees(role, state) ? 404 : acts['guest_review.ask'].includes(role) ? 200 : 403)
};

const trailOf: Expected = (role, state) => {
	if (acts['trail.read'].includes(role)) return 200;
	return acts['trail.read_visible'].includes(role) && seesDocument(role, state) ? 200 : 404;
};

const documentPages: Record<string, Expected> = {
	'(app)/documents/[id]': (role, state) => (seesDocument(role, state) ? 200 : 404),
	// Drafts are read on their own page: the reader is for what was issued.
	'(reader)/documents/[id]/read': (role, state) => (seesDocument(role, state) && !isOpen(state) ? 200 : 404),
	// While another version is open the form leads there.
	'(app)/documents/[id]/versions/new': (role, state) => {
		const status = forThose(acts['version.create'])(role, state);
		return status === 200 && phaseOfState[state] === 'open' ? 307 : status;
	},
	// Of what was uploaded there is no text to write: back to the document.
	'(app)/documents/[id]/edit': (role, state) => (seesDocument(role, state) ? 307 : 404),
	'(app)/documents/[id]/settings': forThose(acts['document.manage']),
	// For those who do reviews; of what is not in force it says that nothing is asked.
	'(app)/documents/[id]/review': (role, state) => (acts['review.list'].includes(role) && seesDocument(role, state) ? 200 : 404),
	// Where nothing can be withdrawn the page says so.
	'(app)/documents/[id]/withdraw': forThose(acts['version.withdraw']),
	'(app)/documents/[id]/trail': trailOf,
	'(app)/documents/[id]/compare': (role, state) => (seesDocument(role, state) ? 200 : 404),
	// By name: officer and head. Nobody was asked to read what was never issued.
	'(app)/documents/[id]/readers': (role, state) => (acts['reading.list'].includes(role) && !isOpen(state) ? 200 : 404),
	// By place and holder: officer and head, of anything they keep.
	'(app)/documents/[id]/copies': (role, state) => (acts['print.read'].includes(role) && seesDocument(role, state) ? 200 : 404),
	'(app)/documents/[id]/readers/briefing': (role, state) =>
		acts['reading.brief'].includes(role) && (['upcoming', 'in_force'].includes(phaseOfState[state]) || state === 'superseded') ? 200 : 404
};

/** Files of a version: 404 for all who may not see it, whatever there is. */
const fileRoutes = [
	'files/versions/[id]/reading',
	'files/versions/[id]/original',
	'files/versions/[id]/source',
	'files/versions/[id]/personal'
];

/** Lists, counts and choices, with what could be asked of them to get at a draft. */
const lists: Record<string, readonly string[]> = {
	'(app)': [''],
	'(app)/documents': [
		'',
		'unit=all',
		'unit=SO-NV&state=all',
		'unit=SO-NV&state=none',
		'unit=SO-NV&open=1',
		'unit=SO-NV&state=approved',
		'unit=all&state=all&q=Kín',
		'unit=all&state=all&sort=-title',
		'unit=SO-NV&state=all&asOf=2026-12-31'
	],
	'(app)/documents/export': ['format=xlsx&unit=SO-NV&state=all', 'format=xlsx&unit=all&open=1'],
	'(app)/documents/many': ['act=submit&EVERY', 'act=pass&EVERY', 'act=return&EVERY', 'act=audience&EVERY', 'act=owner&EVERY'],
	'(app)/documents/new': ['', 'parent='],
	'(app)/documents/copies': ['', 'view=mine', 'state=all&q=Kín'],
	'(app)/documents/take-on': [''],
	'(app)/documents/take-on/template': [''],
	'(app)/search': ['q=Kín', 'q=QT.X', 'q=QT.KIN.1'],
	'(app)/reading': ['', 'view=mine', 'view=documents', 'view=divisions', 'view=people'],
	'(app)/change-requests': ['', 'state=all', 'q=Kín&state=all', 'sort=-title', 'mine=1', 'late=1'],
	'(app)/change-requests/new': ['', 'kind=withdraw'],
	'(app)/change-requests/export': ['state=all'],
	'(app)/corrective-actions': ['', 'state=all', 'q=Kín&state=all', 'late=1', 'view=board'],
	'(app)/corrective-actions/new': [''],
	'(app)/corrective-actions/reports': [''],
	'(app)/corrective-actions/export': ['state=all'],
	'(app)/corrective-actions/recurrences': [''],
	'(app)/sister-checks': [''],
	'(app)/settings/actions': [''],
	'(app)/settings/actions/province': [''],
	'(app)/external-documents': ['', 'list=province', 'q=Kín'],
	'(app)/external-documents/export': ['', 'list=province'],
	'(app)/external-documents/import': ['', 'list=province'],
	'(app)/external-documents/import/template': ['', 'list=province'],
	'(app)/external-documents/new': ['', 'list=province'],
	'(app)/periodic-reviews': ['', 'view=planned', 'view=done'],
	'(app)/settings/upkeep': [''],
	'(app)/settings/upkeep/province': [''],
	'(app)/issue-batches': [''],
	'(app)/issue-batches/new': ['', 'EVERY'],
	'(app)/audit-cycles': ['', 'state=open'],
	'(app)/audit-cycles/new': [''],
	'(app)/roll-out/waves': [''],
	'(app)/roll-out/waves/new': [''],
	'(app)/account/calendar': [''],
	'(app)/audits': ['', 'state=closed', 'q=Kín'],
	'(app)/management-reviews': [''],
	'(app)/management-reviews/new': [''],
	'(app)/objectives': [''],
	'(app)/risks': ['', 'state=overdue', 'q=Kín'],
	'(app)/risks/export': ['', 'state=all'],
	'(app)/risks/new': [''],
	'(app)/risks/scale': [''],
	'(app)/delegations': ['', 'view=unit', 'state=all'],
	'(app)/delegations/new': [''],
	'(app)/providers': ['', 'state=due', 'q=Kín'],
	'(app)/providers/new': [''],
	'(app)/satisfaction': ['', 'topic=survey'],
	'(app)/satisfaction/import': [''],
	'(app)/training': ['', 'view=needs', 'view=certificates', 'view=people'],
	'(app)/training/new': [''],
	'(app)/year': ['', 'show=missing'],
	'(app)/training/certificates/new': [''],
	'(app)/audits/new': [''],
	'(app)/announcements': ['', 'show=late', 'q=Kín'],
	'(app)/announcements/new': [''],
	register: ['', 'q=Kín'],
	'(app)/audits/programmes': ['', 'year=2026'],
	'(app)/audits/areas': [''],
	'(app)/audits/areas/new': [''],
	'(app)/audits/auditors': ['', 'state=lapsed'],
	'(app)/audits/auditors/new': [''],
	'(app)/checklists': [''],
	'(app)/inspections': ['', 'state=open', 'q=Kín'],
	'(app)/checklists/new': [''],
	'(app)/scores': [''],
	'(app)/scores/export': [''],
	'(app)/scores/sets/new': [''],
	'(app)/models': ['', 'edition=2015'],
	'(app)/models/adoption': ['', 'state=draft', 'q=Kín'],
	'(app)/models/adoption/export': [''],
	'(app)/notices': [''],
	'(app)/records': ['', 'state=due', 'q=Kín'],
	'(app)/records/series': [''],
	'(app)/records/series/new': [''],
	'(app)/records/new': [''],
	'(app)/records/disposals': [''],
	'(app)/records/disposals/new': [''],
	'(app)/records/export': [''],
	'(app)/evidence-packs': [''],
	'(app)/reports': ['', 'period=2026-year', 'state=late&q=Kín'],
	'(app)/approvals': [''],
	'(app)/trail': ['', 'unit=SO-NV', 'unit=province', 'subjectType=version'],
	'(app)/access-log': ['', 'unit=SO-NV', 'unit=province'],
	'(app)/settings': [''],
	'(app)/quality-system': [''],
	'(app)/admin-services': ['', 'state=draft_only'],
	'(app)/admin-services/export': [''],
	'(app)/admin-services/province': [''],
	'(app)/admin-services/catalogue': [''],
	'(app)/settings/changes': [''],
	'(app)/settings/exceptions': [''],
	'(app)/units': [''],
	'(app)/people': [''],
	'(app)/people/hand-overs': [''],
	'(app)/people/hand-overs/new': [''],
	'(app)/people/inspections': [''],
	'(app)/people/invite': [''],
	'(app)/account': [''],
	'(app)/account/confirmations': [''],
	'(app)/account/notices': [''],
	'(app)/admin': [''],
	'(app)/admin/accounts': [''],
	'(app)/admin/jobs': [''],
	'(app)/admin/trust': [''],
	'(app)/admin/mail': ['']
};

/** Pages of one thing that is no document, and pages without data: other tests' business. */
const elsewhere = [
	'(app)/external-documents/[id]',
	'(app)/external-documents/[id]/edit',
	'(app)/external-documents/[id]/keeping',
	'(app)/documents/[id]/versions/[n]',
	'(app)/documents/take-on/[id]',
	// Of what is written here: procedure-docx.test.ts.
	'(app)/documents/[id]/edit/import',
	'(app)/versions/[id]/docx',
	'(app)/issue-batches/[id]',
	'(app)/issue-batches/[id]/decision',
	'files/batches/[id]/decision',
	'(app)/guest-reviews/[id]',
	// corrective-actions.test.ts, findings.test.ts
	'(app)/corrective-actions/[id]',
	// corrective-actions-verified.test.ts, -ladder.test.ts, -paper.test.ts
	'(app)/corrective-actions/[id]/check',
	'(app)/corrective-actions/[id]/paper',
	'(app)/sister-checks/[id]',
	'(app)/sister-checks/new',
	'(app)/corrective-actions/reports/[id]',
	'(app)/findings/[id]',
	'files/evidence/[id]',
	// management-reviews.test.ts
	'(app)/management-reviews/[id]',
	'(app)/management-reviews/[id]/papers/[paper]',
	// delegations.test.ts
	'(app)/delegations/[id]',
	// objectives-risks.test.ts, providers-training.test.ts
	'(app)/objectives/[id]',
	'(app)/objectives/[id]/new',
	'(app)/objectives/[id]/[line]',
	'(app)/risks/[id]',
	'(app)/providers/[id]',
	'(app)/training/[id]',
	// year.test.ts
	'(app)/year/[year]',
	'(app)/training/certificates/[id]',
	// inspections-guards.test.ts
	'(app)/inspections/[id]',
	'(app)/inspections/[id]/answers/[answerId]',
	'(app)/inspections/[id]/papers/[paper]',
	// cycles.test.ts, cycle-board.test.ts
	'(app)/audit-cycles/[id]',
	'(app)/audit-cycles/[id]/edit',
	'(app)/audit-cycles/[id]/export',
	'(app)/audit-cycles/[id]/teams',
	'(app)/audit-cycles/[id]/units',
	'(app)/audit-cycles/[id]/units/table',
	'calendar/[secret]/visits.ics',
	// roll-out-board.test.ts
	'(app)/roll-out',
	'(app)/roll-out/export',
	// roll-out.test.ts
	'(app)/roll-out/waves/[id]',
	'(app)/roll-out/waves/[id]/edit',
	'(app)/roll-out/waves/[id]/progress',
	'(app)/roll-out/waves/[id]/units',
	'(app)/roll-out/units/[unitId]',
	'(app)/roll-out/items/[id]',
	// internal-audit.test.ts
	'(app)/audits/[id]',
	'(app)/audits/[id]/edit',
	'(app)/audits/[id]/papers/[paper]',
	// announcements.test.ts
	'(app)/announcements/[id]',
	'(app)/announcements/[id]/papers/[paper]',
	'(app)/announcements/confirmations/[id]',
	'(app)/announcements/confirmations/[id]/paper',
	'register/[unitId]',
	// audit-programmes.test.ts, audit-areas-auditors.test.ts
	'(app)/audits/programmes/[id]',
	'(app)/audits/programmes/[id]/lines/[line]',
	'(app)/audits/programmes/[id]/export',
	'(app)/audits/areas/[id]',
	'(app)/audits/auditors/[id]',
	'(app)/checklists/[id]',
	'(app)/checklists/[id]/compare',
	'(app)/checklists/[id]/edit',
	'(app)/checklists/[id]/export',
	'(app)/scores/sets/[id]',
	'(app)/scores/units/[id]',
	'(app)/models/[id]',
	'(app)/models/adopt',
	'(app)/models/merge/[adoption]',
	'(app)/models/sets/[id]',
	'(app)/models/sets/new',
	'(app)/change-requests/[id]',
	'files/change-requests/[id]',
	'files/batches/[id]/scan',
	// signatures-outside.test.ts
	'files/batches/[id]/papers/[paper]',
	'files/announcements/[id]/papers/[paper]',
	'files/briefings/[id]/scan',
	// hand-overs.test.ts
	'(app)/people/hand-overs/[id]',
	'(app)/people/hand-overs/[id]/minutes',
	// periodic-reports.test.ts.
	'(app)/reports/[id]',
	'(app)/reports/[id]/paper',
	// evidence-packs.test.ts.
	'files/packs/[id]',
	'(app)/documents/[id]/readers/export',
	// numbered-prints.test.ts.
	'(app)/documents/copies/[print]',
	'(app)/documents/copies/export',
	'files/prints/[id]',
	'(app)/access-log/export',
	'(app)/documents/[id]/edit/preview',
	'(app)/documents/[id]/edit/content',
	'(app)/admin-services/catalogue/new',
	'(app)/admin-services/catalogue/import',
	'(app)/admin-services/catalogue/[id]',
	'(app)/admin-services/[id]',
	'(app)/records/[id]',
	'(app)/records/[id]/files/[file]',
	'(app)/records/series/[id]',
	'(app)/records/disposals/[id]',
	'(app)/records/disposals/[id]/minutes',
	'(app)/account/password',
	'(app)/account/recovery',
	'(app)/account/sessions',
	'(app)/account/tokens',
	'(app)/admin/accounts/new',
	'(app)/admin/settings',
	'(app)/people/[id]',
	'(app)/people/import',
	'(app)/people/slips',
	'(app)/trail/export',
	'(app)/units/[id]',
	'(app)/units/events',
	'(app)/units/events/new',
	'(app)/units/events/[id]',
	// units-handed-over.test.ts
	'(app)/units/events/[id]/choices',
	'(app)/units/[id]/handed-over',
	'files/unit-events/[id]/scan',
	'(app)/units/import',
	// Of an audit and an inspection: checklist-answers.test.ts.
	'(app)/audits/[id]/checklist/[questionId]',
	'(reader)/audits/[id]/checklist',
	'(reader)/audits/[id]/checklist/answers',
	'(reader)/audits/[id]/checklist/answers/settle',
	'(reader)/inspections/[id]/checklist',
	'(reader)/inspections/[id]/checklist/answers',
	'(reader)/inspections/[id]/checklist/answers/settle',
	'(reader)/inspections/[id]/self-assessment',
	'(reader)/inspections/[id]/self-assessment/answers',
	'(reader)/inspections/[id]/self-assessment/answers/settle',
	'(dev)/components',
	'(public)/invitation',
	'(public)/invitation/[secret]',
	'(public)/lock',
	'(public)/lock/seen',
	'(public)/reset',
	'(public)/reset/[secret]',
	'(public)/reset/assisted',
	'(public)/setup/[token]',
	'(public)/sign-in',
	'(public)/sign-out',
	'healthz',
	'metrics',
	'preferences',
	'preferences/unit',
	'readyz',
	'v',
	'v/[code]'
];

it('every page is in one of the tables', () => {
	const known = [...Object.keys(versionPages), ...Object.keys(documentPages), ...fileRoutes, ...Object.keys(lists), ...elsewhere];
	expect(serverRoutes().filter((route) => !route.startsWith('api/'))).toEqual([...known].sort());
});

describe.each(castRoles)('to the %s', (role) => {
	async function statusOf(route: string, params: Record<string, string>): Promise<number> {
		return (await openRoute(cast.world, await cast.as(role), route, { params, activeUnitId: cast.unitOf(role) })).status;
	}

	it('pages of versions and documents open exactly where the tables say', { timeout: 240_000 }, async () => {
		const wrong: object[] = [];
		for (const state of matrixStates) {
			const version = cast.versions[state];
			const check = async (route: string, params: Record<string, string>, expected: number) => {
				const found = await statusOf(route, params);
				if (found !== expected) wrong.push({ state, route, found, expected });
			};
			for (const [route, expected] of Object.entries(versionPages)) await check(route, { id: version.id }, expected(role, state));
			for (const [route, expected] of Object.entries(documentPages)) await check(route, { id: version.documentId }, expected(role, state));
			if (!isOpen(state))
				await check('files/versions/[id]/original', { id: version.id }, acts['version.evidence'].includes(role) ? 200 : 404);
			if (!sees(role, state)) for (const route of fileRoutes) await check(route, { id: version.id }, 404);
		}
		expect(wrong).toEqual([]);
	});

	it('batches open for those who may read them', async () => {
		for (const batch of matrixBatches) {
			const id = cast.batches[batch];
			expect(await statusOf('(app)/issue-batches/[id]', { id })).toBe(batchReaders.includes(role) ? 200 : 404);
			expect(await statusOf('(app)/issue-batches/[id]/decision', { id })).toBe(batchReaders.includes(role) ? 200 : 404);
			const paper = { params: { id }, search: 'format=docx', activeUnitId: cast.unitOf(role) };
			expect((await openRoute(cast.world, await cast.as(role), 'files/batches/[id]/decision', paper)).status).toBe(
				batchReaders.includes(role) ? 200 : 404
			);
			expect(await statusOf('files/batches/[id]/scan', { id })).toBe(404);
		}
	});

	it('lists of paper documents open for those who keep them', async () => {
		const id = cast.takeOn;
		const expected = acts['take_on.keep'].includes(role) ? 200 : 404;
		expect(await statusOf('(app)/documents/take-on/[id]', { id })).toBe(expected);
	});

	it('lists, counts, search, exports and choices hold only what they may see', { timeout: 120_000 }, async () => {
		const hidden = hiddenWords(role);
		const leaks: object[] = [];
		for (const [route, queries] of Object.entries(lists)) {
			for (const search of queries) {
				// Reads of the pages before are still on their way into the access log; it must not grow between its count and its rows.
				await flushAccessLog(cast.world.client);
				const loaded = await openRoute(cast.world, await cast.as(role), route, {
					search: search.replace('EVERY', everyId()),
					activeUnitId: cast.unitOf(role)
				});
				const text = loaded.data instanceof Uint8Array ? await sheetText(loaded.data) : withoutEcho(JSON.stringify(loaded.data), search);
				for (const word of hidden) if (text.includes(word)) leaks.push({ route, search, word });
				const items = itemsOf(loaded.data);
				if (items && items.total !== items.length) leaks.push({ route, search, items });
			}
		}
		expect(leaks).toEqual([]);
	});
});

/** Asks for all of them by their ids, as no page would offer it. */
function everyId(): string {
	return Object.values(cast.versions)
		.map(({ id, documentId }) => `version=${id}&document=${documentId}`)
		.join('&');
}

/** Ids, codes and titles of every version and document that a role may not see, and of the draft batch. */
function hiddenWords(role: CastRole): string[] {
	const words = matrixStates
		.filter((state) => !sees(role, state))
		.flatMap((state) => {
			const { id, documentId, code, title } = cast.versions[state];
			return seesDocument(role, state) ? [id] : [id, documentId, `"${code}"`, title];
		});
	const keeps = batchReaders.includes(role) || role === 'drafter_named';
	const batch = batchReaders.includes(role) ? [] : [cast.batches.draft, '99/QĐ-KÍN'];
	const empty = keeps ? [] : [cast.empty.id, cast.empty.title];
	const takeOn = acts['take_on.keep'].includes(role) ? [] : [cast.takeOn];
	return [...words, ...batch, ...empty, ...takeOn];
}

/** What was asked for is said back; that is no leak. */
function withoutEcho(text: string | undefined, search: string): string {
	// Whoever must sign in first is led back to what they asked for.
	if (text !== undefined && /^"\/sign-in\?[^"]*"$/.test(text)) return '';
	const asked = new URLSearchParams(search).get('q');
	return asked ? (text ?? '').replaceAll(`"${asked}"`, '""') : (text ?? '');
}

async function sheetText(bytes: Uint8Array): Promise<string> {
	const { rows } = await readTable(Buffer.from(bytes), 'list.xlsx');
	return JSON.stringify(rows);
}

/** A page of a list shows as many as the list says that there are, or as fit on it. */
function itemsOf(data: unknown): { total: number; length: number } | null {
	if (typeof data !== 'object' || data === null) return null;
	if ('items' in data && Array.isArray(data.items) && 'total' in data && typeof data.total === 'number') {
		const fit = 'pageSize' in data && typeof data.pageSize === 'number' ? data.pageSize : data.total;
		return { total: Math.min(data.total, fit), length: data.items.length };
	}
	for (const value of Object.values(data)) {
		const found = itemsOf(value);
		if (found) return found;
	}
	return null;
}

it('the secret words stand where those who work on them look', async () => {
	const list = await openRoute(cast.world, await cast.as('officer'), '(app)/documents', {
		search: 'unit=SO-NV&state=all',
		activeUnitId: cast.world.unitId
	});
	expect(JSON.stringify(list.data)).toContain(`${secret} nháp`);
	const coordinator = await openRoute(cast.world, await cast.as('coordinator'), '(app)', { activeUnitId: null });
	// The number of open versions, and nothing else of them.
	expect(coordinator.data).toMatchObject({ home: { figures: { open: 4 } } });
});

it('a drafter finds no draft of somebody else among what a version may cite', async () => {
	const { world, empty, versions } = cast;
	const userId = await world.addPerson(['drafter']);
	await world.client.documentDrafter.create({ data: { documentId: empty.id, userId, namedById: world.ids.officer } });
	const form = await openRoute(world, await world.asId(userId), '(app)/documents/[id]/versions/new', {
		params: { id: empty.id },
		activeUnitId: world.unitId
	});
	expect(form.status).toBe(200);
	const offered = JSON.stringify(form.data);
	expect(offered).toContain(versions.in_force.code);
	for (const state of ['draft', 'in_review', 'in_approval', 'approved', 'cancelled'] as const)
		expect(offered).not.toContain(versions[state].title);
});
