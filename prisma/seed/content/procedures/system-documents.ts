import { proseChange } from '../changes.ts';
import { keep, procedure, section, step } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { formRefs } from './system-forms.ts';

/** Two of the five procedures of the system itself: documented information and risks. */
const system = { class: 'system' as const, divisions: ['VP', 'HCTH'] };

export const documentationProcedures: readonly DocumentSpec[] = [
	procedure({
		...system,
		code: 'QT.ISO.01',
		title: 'Kiểm soát thông tin dạng văn bản',
		purpose:
			'Quy định thống nhất việc soạn thảo, soát xét, phê duyệt, ban hành, phân phối, sửa đổi, thu hồi và lưu giữ tài liệu, hồ sơ của HTQLCL, bảo đảm nơi sử dụng luôn có phiên bản đang hiệu lực.',
		scope: 'Áp dụng cho tài liệu nội bộ, tài liệu bên ngoài và hồ sơ thuộc phạm vi HTQLCL của {unit}.',
		references: [
			'HTQLCL Mô hình hệ thống quản lý chất lượng',
			'Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư'
		],
		definitions: [
			{ term: 'Tài liệu nội bộ', meaning: 'Tài liệu do {unit} soạn thảo và ban hành để vận hành HTQLCL.' },
			{
				term: 'Tài liệu bên ngoài',
				meaning: 'Văn bản quy phạm pháp luật, tiêu chuẩn, hướng dẫn do cơ quan khác ban hành mà {unit} áp dụng.'
			},
			{
				term: 'Tài liệu kiểm soát',
				meaning: 'Tài liệu có số bản, nơi nhận, được cập nhật hoặc thu hồi khi có thay đổi.'
			},
			{ term: 'Tài liệu lỗi thời', meaning: 'Tài liệu đã được thay thế hoặc bãi bỏ.' }
		],
		sections: [
			section('Mã hiệu và lần ban hành', [
				'Mã hiệu gồm ký hiệu loại tài liệu, nhóm và số thứ tự, cách nhau bằng dấu chấm, ví dụ QT.ISO.01. Biểu mẫu mang mã của quy trình và số thứ tự, ví dụ BM.ISO.01.02. Mã hiệu đã ban hành không dùng lại cho tài liệu khác.',
				'Lần ban hành và lần sửa đổi ghi bằng hai chữ số, bắt đầu từ 01/00. Sửa đổi nhỏ tăng lần sửa đổi; thay đổi lớn hoặc sau năm lần sửa đổi thì ban hành lại và tăng lần ban hành.'
			]),
			section('Kiểm soát tài liệu bên ngoài', [
				'{office} cập nhật danh mục tài liệu bên ngoài mỗi quý và trong thời hạn 05 ngày làm việc kể từ ngày nhận văn bản mới; thông báo bộ phận liên quan rà soát quy trình có viện dẫn.'
			]),
			section('Kiểm soát hồ sơ', [
				'Hồ sơ được lập theo mục 7 của từng quy trình, sắp xếp theo thứ tự thời gian, có danh mục và thời hạn lưu; hết thời hạn thì lập hội đồng xét hủy theo quy định về lưu trữ.'
			])
		],
		steps: [
			step('Đề nghị soạn thảo mới, sửa đổi hoặc hủy bỏ tài liệu.', 'Mọi cán bộ, công chức', null, 'BM.ISO.01.01'),
			step('Xem xét đề nghị, xác định tài liệu bị ảnh hưởng, phân công người soạn thảo và thời hạn.', 'Thư ký ISO', 16, 'BM.ISO.01.01'),
			step('Soạn thảo, lấy ý kiến các bộ phận liên quan.', 'Người được phân công', 80, 'Dự thảo tài liệu'),
			step(
				'Soát xét về nội dung, hình thức và sự thống nhất với tài liệu khác; trả lại kèm lý do nếu chưa đạt.',
				'Trưởng bộ phận, Phó Trưởng ban',
				24,
				'Dự thảo đã soát xét'
			),
			step('Phê duyệt tài liệu. Người soạn thảo không đồng thời là người phê duyệt.', '{head}', 16, 'Tài liệu được phê duyệt'),
			step(
				'Ban hành theo quyết định; cập nhật danh mục, đóng dấu “Tài liệu kiểm soát”, phân phối.',
				'Thư ký ISO',
				8,
				'BM.ISO.01.02; BM.ISO.01.04'
			),
			step('Phổ biến nội dung thay đổi; người nhận xác nhận đã đọc, hiểu.', 'Trưởng bộ phận', 16, 'Biên bản phổ biến'),
			step(
				'Thu hồi bản cũ tại nơi sử dụng trong thời hạn 07 ngày kể từ ngày tài liệu mới có hiệu lực.',
				'Thư ký ISO',
				null,
				'BM.ISO.01.04'
			),
			step('Lưu một bản lỗi thời để tra cứu, hủy các bản còn lại.', 'Thư ký ISO', null, 'BM.ISO.01.06')
		],
		forms: formRefs('BM.ISO.01.'),
		records: [
			keep('Phiếu yêu cầu sửa đổi tài liệu', 'Thư ký ISO', '05 năm'),
			keep('Danh mục tài liệu nội bộ, danh mục tài liệu bên ngoài', 'Thư ký ISO', 'Đến khi có bản mới'),
			keep('Sổ phân phối tài liệu', 'Thư ký ISO', '05 năm'),
			keep('Biên bản hủy tài liệu', '{office}', '10 năm')
		],
		changes: [
			proseChange(
				'Kiến nghị của đoàn kiểm tra',
				'Rút ngắn thời hạn thu hồi bản cũ từ 07 xuống 05 ngày; quy định bản in từ hệ thống là bản không kiểm soát.',
				{
					section: 0,
					paragraph:
						'Bản in từ hệ thống ISO điện tử chỉ có giá trị tại thời điểm in và không phải là bản kiểm soát. Bản cũ tại nơi sử dụng được thu hồi trong 05 ngày.'
				}
			),
			proseChange(
				'Áp dụng hệ thống ISO điện tử',
				'Ban hành lại: soạn thảo, soát xét, phê duyệt, ban hành và phân phối tài liệu thực hiện trên hệ thống ISO điện tử.',
				{
					newSection: section('Kiểm soát trên hệ thống ISO điện tử', [
						'Tài liệu được trình, soát xét, phê duyệt và ban hành trên hệ thống; người ký nhập lại mật khẩu khi phê duyệt. Phiên bản hiển thị trên hệ thống là phiên bản đang hiệu lực.',
						'Danh mục tài liệu nội bộ được lập tự động tại thời điểm tra cứu và được in, ký khi có yêu cầu kiểm tra.'
					])
				},
				{ step: 'issue' }
			),
			proseChange('Rà soát tài liệu hằng năm', 'Làm rõ trách nhiệm rà soát tài liệu bên ngoài khi văn bản được viện dẫn hết hiệu lực.', {
				section: 1,
				paragraph: 'Khi văn bản được viện dẫn hết hiệu lực, bộ phận chủ trì quy trình hoàn thành sửa đổi trong thời hạn 30 ngày.'
			})
		]
	}),
	procedure({
		...system,
		code: 'QT.ISO.02',
		title: 'Quản lý rủi ro và cơ hội',
		purpose: 'Quy định phương pháp nhận diện, phân tích, đánh giá và xử lý rủi ro, cơ hội có ảnh hưởng đến kết quả hoạt động của {unit}.',
		scope: 'Áp dụng cho mọi quá trình thuộc phạm vi HTQLCL của {unit}.',
		references: ['QT.ISO.04 Kiểm soát sự không phù hợp và hành động khắc phục', 'QT.ISO.05 Xem xét của lãnh đạo'],
		definitions: [
			{ term: 'Rủi ro', meaning: 'Ảnh hưởng của sự không chắc chắn đến việc đạt mục tiêu.' },
			{ term: 'Khả năng xảy ra (K)', meaning: 'Thang 1 (hiếm khi) đến 5 (gần như chắc chắn).' },
			{ term: 'Mức độ ảnh hưởng (M)', meaning: 'Thang 1 (không đáng kể) đến 5 (rất nghiêm trọng).' }
		],
		sections: [
			section('Phương pháp đánh giá', ['Điểm rủi ro R = K × M. Mức thấp khi R từ 1 đến 5, trung bình từ 6 đến 12, cao từ 15 đến 25.'], {
				table: {
					head: ['Mức', 'Điểm R', 'Yêu cầu xử lý'],
					rows: [
						['Thấp', '1 - 5', 'Chấp nhận, theo dõi định kỳ'],
						['Trung bình', '6 - 12', 'Có biện pháp kiểm soát, giao bộ phận thực hiện trong năm'],
						['Cao', '15 - 25', 'Lập kế hoạch xử lý ngay, báo cáo {head}']
					]
				}
			}),
			section('Thời điểm thực hiện', [
				'Mỗi năm một lần vào tháng 01; khi có thay đổi về chức năng, nhiệm vụ, pháp luật hoặc khi xảy ra sự cố.'
			])
		],
		steps: [
			step('Nhận diện bối cảnh, bên quan tâm, rủi ro và cơ hội của từng quá trình.', 'Trưởng bộ phận', 40, 'BM.ISO.02.01'),
			step('Chấm điểm K, M; xác định mức rủi ro và biện pháp kiểm soát hiện có.', 'Trưởng bộ phận', 24, 'BM.ISO.02.01'),
			step('Tổng hợp, cho ý kiến, đề xuất hành động và người thực hiện.', 'Thư ký ISO', 24, 'BM.ISO.02.01'),
			step('Phê duyệt kế hoạch xử lý rủi ro, tận dụng cơ hội.', '{head}', 16, 'Kế hoạch được phê duyệt'),
			step('Thực hiện hành động, ghi nhận kết quả.', 'Bộ phận được giao', null, 'BM.ISO.02.01'),
			step('Đánh giá lại mức rủi ro, báo cáo tại cuộc họp xem xét của lãnh đạo.', 'Thư ký ISO', null, 'Báo cáo')
		],
		forms: formRefs('BM.ISO.02.'),
		records: [keep('Sổ theo dõi rủi ro và cơ hội', 'Trưởng bộ phận, Thư ký ISO', '05 năm')],
		changes: [
			proseChange('Kết luận xem xét của lãnh đạo', 'Bổ sung rủi ro về an toàn thông tin và liêm chính trong giải quyết TTHC.', {
				section: 1,
				paragraph: 'Các nhóm rủi ro bắt buộc xem xét: hồ sơ quá hạn, thay đổi pháp luật, an toàn thông tin, liêm chính của người thực thi.'
			}),
			proseChange('Rà soát tài liệu hằng năm', 'Quy định đánh giá lại rủi ro mức cao mỗi quý.', {
				section: 0,
				paragraph: 'Rủi ro mức cao được đánh giá lại mỗi quý cho đến khi giảm xuống mức trung bình.'
			})
		]
	})
];
