import { writeFile } from 'node:fs/promises';
import { renderDecision } from '#lib/server/pdf/render.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { makeHolder } from './authority.ts';
import { makeCms } from './cms.ts';
import { signPdf } from './pdf.ts';

/*
 * Makes the signed file of the demo, prisma/seed/data/decision-signed-sample.pdf: `node test/support/signing/make-sample.ts`. Its authority
 * exists for this one run: its key is thrown away, so that nobody can ever sign in its name.
 */
const days = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2046-01-01T00:00:00Z') };
const at = new Date('2026-11-20T02:30:00Z');
const root = makeHolder({ name: 'CA MẪU của dữ liệu mẫu eISO, không có giá trị', organisation: 'Dữ liệu mẫu', isCa: true, ...days });
const signer = makeHolder({ name: 'Người ký mẫu', organisation: 'Sở Nội vụ (dữ liệu mẫu)', issuer: root, ...days });
const paper = await renderDecision(
	{
		agency: 'SỞ NỘI VỤ',
		parentAgency: 'ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH',
		number: '231/QĐ-SNV',
		mark: 'TỆP MẪU',
		place: 'Hà Tĩnh',
		decidedOn: null,
		effectiveOn: null,
		subject: 'Về việc ban hành tài liệu của Hệ thống quản lý chất lượng',
		authority: 'GIÁM ĐỐC SỞ NỘI VỤ',
		standard: 'TCVN ISO 9001:2015',
		grounds: ['Tệp mẫu để thử việc kiểm tra chữ ký số ngoài hệ thống, không có giá trị pháp lý.'],
		twoNumbers: true,
		documents: [
			{
				code: 'QT.NB.31',
				title: 'Tiếp nhận và xử lý văn bản đến',
				kind: 'Quy trình',
				issueNo: 1,
				revisionNo: 0,
				numbers: '01/00',
				reason: ''
			}
		],
		withdrawn: [],
		responsible: 'Các phòng, đơn vị thuộc Sở',
		recipients: ['Lưu: VT.'],
		signer: { heading: ['GIÁM ĐỐC'], name: 'Người ký mẫu' }
	},
	{ createdAt: at }
);
await stopTypst();
const signed = await signPdf(Buffer.from(paper), {
	sign: (content) => makeCms(content, { signer, chain: [root] }),
	room: 4_000,
	claimedAt: at
});
await writeFile('prisma/seed/data/decision-signed-sample.pdf', signed);
