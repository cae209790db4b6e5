import { proseChange } from '../changes.ts';
import { keep, procedure, section, step } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { formRefs } from './system-forms.ts';

/** Three of the five procedures of the system itself: audit, nonconformity, management review. */
const system = { class: 'system' as const, divisions: ['VP', 'HCTH'] };

export const checkingProcedures: readonly DocumentSpec[] = [
	procedure({
		...system,
		code: 'QT.ISO.03',
		title: 'Đánh giá nội bộ',
		purpose:
			'Quy định việc lập chương trình, chuẩn bị, tiến hành đánh giá nội bộ và theo dõi khắc phục, nhằm xác định HTQLCL phù hợp yêu cầu và được duy trì có hiệu lực.',
		scope: 'Áp dụng cho các cuộc đánh giá nội bộ HTQLCL tại {unit}.',
		references: ['QT.ISO.04 Kiểm soát sự không phù hợp và hành động khắc phục', 'TCVN ISO 19011:2018 Hướng dẫn đánh giá hệ thống quản lý'],
		definitions: [
			{
				term: 'Chuyên gia đánh giá',
				meaning: 'Người có giấy chứng nhận đào tạo đánh giá nội bộ, được {head} chỉ định.'
			},
			{ term: 'KPH', meaning: 'Sự không phù hợp; gồm KPH nặng và KPH nhẹ.' }
		],
		sections: [
			section('Yêu cầu chung', [
				'Đánh giá nội bộ ít nhất một lần trong năm, bao quát mọi bộ phận và mọi yêu cầu áp dụng. Đánh giá viên không đánh giá công việc của mình.'
			])
		],
		steps: [
			step('Lập chương trình đánh giá năm, trình phê duyệt trong quý I.', 'Thư ký ISO', 24, 'BM.ISO.03.01'),
			step('Phê duyệt chương trình, quyết định thành lập đoàn đánh giá.', '{head}', 16, 'Quyết định'),
			step('Lập kế hoạch đánh giá, gửi bộ phận được đánh giá trước ít nhất 07 ngày.', 'Trưởng đoàn', 16, 'BM.ISO.03.02'),
			step('Chuẩn bị phiếu hỏi theo điều khoản và quy trình được phân công.', 'Đánh giá viên', 16, 'BM.ISO.03.03'),
			step('Họp khai mạc, tiến hành đánh giá, ghi nhận bằng chứng.', 'Đoàn đánh giá', 16, 'BM.ISO.03.03'),
			step('Họp đoàn, thống nhất phát hiện, lập phiếu KPH; họp kết thúc.', 'Đoàn đánh giá', 8, 'BM.ISO.04.01'),
			step('Lập báo cáo đánh giá trong thời hạn 05 ngày làm việc.', 'Trưởng đoàn', 40, 'BM.ISO.03.04'),
			step('Khắc phục, thẩm tra kết quả khắc phục.', 'Bộ phận được đánh giá, đánh giá viên', null, 'BM.ISO.04.02')
		],
		forms: formRefs('BM.ISO.03.'),
		records: [
			keep('Chương trình, kế hoạch đánh giá', 'Thư ký ISO', '03 năm'),
			keep('Phiếu ghi chép, báo cáo đánh giá', 'Thư ký ISO', '03 năm'),
			keep('Phiếu KPH và hành động khắc phục', 'Thư ký ISO', '05 năm')
		],
		changes: [
			proseChange('Kiến nghị của đoàn kiểm tra', 'Cho phép mời đánh giá viên của đơn vị khác khi đơn vị không đủ người độc lập.', {
				section: 0,
				paragraph:
					'Đơn vị không đủ người độc lập thì mời đánh giá viên của đơn vị khác; người được mời chỉ tiếp cận tài liệu trong phạm vi cuộc đánh giá.'
			})
		]
	}),
	procedure({
		...system,
		code: 'QT.ISO.04',
		title: 'Kiểm soát sự không phù hợp và hành động khắc phục',
		purpose: 'Quy định việc phát hiện, xử lý sự không phù hợp, phân tích nguyên nhân và thực hiện hành động khắc phục để không tái diễn.',
		scope:
			'Áp dụng cho sự không phù hợp phát hiện qua đánh giá, kiểm tra, phản ánh của tổ chức, cá nhân, hồ sơ trễ hạn và tự phát hiện tại {unit}.',
		references: ['QT.ISO.03 Đánh giá nội bộ'],
		definitions: [
			{ term: 'Khắc phục ngay', meaning: 'Hành động loại bỏ sự không phù hợp đã phát hiện.' },
			{ term: 'Hành động khắc phục', meaning: 'Hành động loại bỏ nguyên nhân của sự không phù hợp.' }
		],
		sections: [
			section('Phân loại', [
				'KPH nặng: không đáp ứng yêu cầu làm ảnh hưởng đến kết quả hoặc mang tính hệ thống. KPH nhẹ: sai sót đơn lẻ, khắc phục được ngay.'
			])
		],
		steps: [
			step('Ghi nhận sự không phù hợp, bằng chứng, yêu cầu bị vi phạm.', 'Người phát hiện', 4, 'BM.ISO.04.01'),
			step('Xác nhận, phân loại, giao bộ phận chịu trách nhiệm.', 'Thư ký ISO', 8, 'BM.ISO.04.01'),
			step(
				'Khắc phục ngay; phân tích nguyên nhân, đề xuất hành động, người làm, thời hạn.',
				'Bộ phận chịu trách nhiệm',
				40,
				'BM.ISO.04.02'
			),
			step('Phê duyệt kế hoạch hành động.', '{head}', 16, 'BM.ISO.04.02'),
			step('Thực hiện hành động khắc phục.', 'Bộ phận chịu trách nhiệm', null, 'Bằng chứng'),
			step(
				'Thẩm tra hiệu lực sau 60 ngày; không đạt thì lập phiếu mới. Người thẩm tra không là người thực hiện.',
				'Người được chỉ định',
				null,
				'BM.ISO.04.02'
			)
		],
		forms: formRefs('BM.ISO.04.'),
		records: [keep('Phiếu KPH, phiếu yêu cầu hành động khắc phục', 'Thư ký ISO', '05 năm')],
		changes: [
			proseChange('Kết luận đánh giá nội bộ', 'Bổ sung nguồn phát hiện: phản ánh, kiến nghị trên Cổng Dịch vụ công và hồ sơ trễ hạn.', {
				section: 0,
				paragraph:
					'Mỗi hồ sơ TTHC trễ hạn do lỗi của cơ quan được ghi nhận là một KPH nhẹ; ba hồ sơ trễ hạn cùng nguyên nhân trong một quý là KPH nặng.'
			})
		]
	}),
	procedure({
		...system,
		code: 'QT.ISO.05',
		title: 'Xem xét của lãnh đạo',
		purpose: 'Quy định việc lãnh đạo xem xét định kỳ HTQLCL để bảo đảm sự thích hợp, đầy đủ, có hiệu lực và phù hợp định hướng của {unit}.',
		scope: 'Áp dụng cho các cuộc họp xem xét của lãnh đạo {unit}.',
		references: ['QT.ISO.02 Quản lý rủi ro và cơ hội', 'QT.ISO.03 Đánh giá nội bộ'],
		sections: [
			section('Đầu vào của cuộc họp', ['Bộ phận liên quan báo cáo các nội dung sau:'], {
				items: [
					'Tình trạng thực hiện kết luận của lần xem xét trước;',
					'Thay đổi của bối cảnh, pháp luật, chức năng, nhiệm vụ;',
					'Kết quả thực hiện mục tiêu chất lượng, tỷ lệ hồ sơ đúng hạn;',
					'Mức độ hài lòng, phản ánh, kiến nghị của tổ chức, cá nhân;',
					'Sự không phù hợp và hành động khắc phục, kết quả đánh giá, kiểm tra;',
					'Sự đầy đủ của nguồn lực; hiệu lực của hành động với rủi ro, cơ hội.'
				]
			}),
			section('Đầu ra của cuộc họp', [
				'Quyết định về cải tiến, thay đổi HTQLCL và nguồn lực; mỗi nội dung có người chịu trách nhiệm và thời hạn.'
			])
		],
		steps: [
			step('Lập kế hoạch họp, thông báo trước ít nhất 10 ngày.', 'Thư ký ISO', 8, 'BM.ISO.05.01'),
			step('Chuẩn bị báo cáo theo phân công.', 'Các bộ phận', 40, 'Báo cáo'),
			step('Tổ chức họp, thảo luận, kết luận.', '{head}', 4, 'BM.ISO.05.02'),
			step('Gửi thông báo kết luận đến các bộ phận.', 'Thư ký ISO', 16, 'Thông báo kết luận'),
			step('Theo dõi, đôn đốc việc thực hiện kết luận.', 'Thư ký ISO', null, 'Bảng theo dõi')
		],
		forms: formRefs('BM.ISO.05.'),
		records: [keep('Thông báo, báo cáo, biên bản xem xét của lãnh đạo', 'Thư ký ISO', '05 năm')],
		changes: [
			proseChange('Rà soát tài liệu hằng năm', 'Bổ sung đầu vào về kết quả chấm điểm cải cách hành chính.', {
				section: 0,
				paragraph: 'Kết quả chấm điểm cải cách hành chính và kết luận kiểm tra của Sở Khoa học và Công nghệ là đầu vào bắt buộc.'
			})
		]
	})
];
