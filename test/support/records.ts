import { randomUUID } from 'node:crypto';
import { seriesForm } from '#lib/domain/records/forms.ts';
import { versionFileFrom, type VersionFile } from '#lib/server/documents/files.ts';
import { storeUpload } from '#lib/server/files/store-upload.ts';
import { createDisposal, proposeDisposal } from '#lib/server/records/disposals.ts';
import { createRecord } from '#lib/server/records/records.ts';
import { createSeries } from '#lib/server/records/series.ts';
import { refusal, type DocumentsWorld, type Who } from './documents.ts';
import { docxWith } from './hostile-files/office.ts';
import { pdfWith } from './hostile-files/pdf.ts';

/** What tests of records begin with: series, records with evidence, and lists of disposal, made by the commands. */
export function recordHelpers(world: () => DocumentsWorld) {
	async function upload(
		name = 'Phiếu đã điền.docx',
		bytes = docxWith({ parts: [{ name: 'custom/mark.xml', bytes: `<a>${randomUUID()}</a>` }] })
	) {
		const form = new FormData();
		form.append('files', new File([new Uint8Array(bytes)], name));
		const request = new Request('http://localhost/', { method: 'POST', body: form });
		const { files } = await storeUpload(request, world().tools, { purposes: { files: 'evidence' } });
		const [file] = files;
		if (!file) throw new Error('nothing was stored');
		return versionFileFrom(file);
	}

	const minutes = () => upload('Biên bản hủy.pdf', pdfWith({ catalog: `/Lang (${randomUUID()})` }));

	async function aSeries(more: Record<string, unknown> = {}): Promise<string> {
		const input = seriesForm.parse({
			code: `HS.${randomUUID().slice(0, 8)}`,
			name: 'Hồ sơ giải quyết',
			place: 'Tủ 2',
			retentionYears: '10',
			...more
		});
		const { id } = await createSeries(await world().as('officer'), world().unitId, input);
		return id;
	}

	async function aRecord(seriesId: string, more: { closedOn?: string | null; madeOn?: string; files?: VersionFile[]; who?: Who } = {}) {
		const { madeOn = '2014-03-01', closedOn = '2014-06-30', files = [], who = 'officer' } = more;
		return createRecord(await world().as(who), { seriesId, title: 'Hồ sơ số 12', madeOn, closedOn, place: '', note: '', files });
	}

	const list = (recordIds: readonly string[]) => ({ recordIds, reason: 'Hết thời hạn lưu', method: 'Cắt nhỏ' });
	const code = async (act: Promise<unknown>) => (await refusal(act)).code;

	async function proposed(recordIds: readonly string[]): Promise<string> {
		const officer = await world().as('officer');
		const { id } = await createDisposal(officer, world().unitId, list(recordIds));
		await proposeDisposal(officer, { disposalId: id });
		return id;
	}

	return { upload, minutes, aSeries, aRecord, list, proposed, code };
}
