import { describe, expect, it } from 'vitest';
import { endedGrounds, letterhead, signatureHeading, usualWords, type DecisionUnit } from './decision-words.ts';

const department: DecisionUnit = {
	name: 'Sở Nội vụ',
	above: ['UBND tỉnh Hà Tĩnh'],
	standard: null,
	chiefTitle: 'Giám đốc',
	signer: { name: 'Lê Khắc Điệp', position: 'Giám đốc', capacity: 'chief' }
};
const commune: DecisionUnit = {
	name: 'UBND xã Thạch Hạ',
	above: ['UBND thành phố Hà Tĩnh', 'UBND tỉnh Hà Tĩnh'],
	standard: 'TCVN ISO 9001:2026',
	chiefTitle: 'Chủ tịch',
	signer: { name: 'Trần Văn A', position: 'Phó Chủ tịch', capacity: 'deputy_for' }
};

describe('the usual words of a decision', () => {
	it('put the body that a department belongs to over its name, and sign at the name of the province', () => {
		expect(letterhead(department)).toEqual({ agency: 'Sở Nội vụ', parentAgency: 'Ủy ban nhân dân tỉnh Hà Tĩnh' });
		expect(usualWords(department)).toMatchObject({
			place: 'Hà Tĩnh',
			authority: 'Giám đốc Sở Nội vụ',
			standard: 'TCVN ISO 9001:2015',
			signerHeading: ['Giám đốc'],
			signerName: 'Lê Khắc Điệp'
		});
		expect(usualWords({ ...department, name: 'Chi cục Văn thư', above: ['Sở Nội vụ', 'UBND tỉnh Hà Tĩnh'] }).place).toBe('Hà Tĩnh');
	});

	it('leave a committee alone on its letterhead, and let its deputy sign in the collective’s and the chief’s place', () => {
		expect(letterhead(commune)).toEqual({ agency: 'Ủy ban nhân dân xã Thạch Hạ', parentAgency: null });
		expect(usualWords(commune)).toMatchObject({
			place: 'Thạch Hạ',
			authority: 'Ủy ban nhân dân xã Thạch Hạ',
			standard: 'TCVN ISO 9001:2026',
			signerHeading: ['TM. Ủy ban nhân dân', 'KT. Chủ tịch', 'Phó Chủ tịch']
		});
	});

	it.each([
		['by_order', false, ['TL. Giám đốc', 'Chánh Văn phòng']],
		['by_authority', false, ['TUQ. Giám đốc', 'Chánh Văn phòng']],
		['acting', true, ['TM. Ủy ban nhân dân', 'Q. Giám đốc']],
		['on_behalf', true, ['TM. Ủy ban nhân dân', 'Chánh Văn phòng']],
		[null, false, ['Chánh Văn phòng']]
	] as const)('say in which capacity somebody signs: %s', (capacity, ofCommittee, lines) => {
		expect(signatureHeading({ name: 'A', position: 'Chánh Văn phòng', capacity }, 'Giám đốc', ofCommittee)).toEqual(lines);
	});

	it('end each ground with a semicolon and the last with a full stop', () => {
		expect(endedGrounds(['Căn cứ A', 'Căn cứ B.', 'Theo đề nghị;'])).toEqual(['Căn cứ A;', 'Căn cứ B;', 'Theo đề nghị.']);
		expect(endedGrounds([])).toEqual([]);
	});
});
