import { proseChange } from '../changes.ts';
import { fields, form, keep, procedure, section, signatures, step, table } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Internal procedures, with the codes that departments (`QT.NB`) and communes use. */
function documentFlow(code: string): DocumentSpec {
	const bm = code.replace('QT', 'BM');
	return procedure({
		code,
		title: 'Quản lý văn bản đi, đến',
		class: 'internal',
		purpose:
			'Quy định việc tiếp nhận, đăng ký, trình, chuyển giao, theo dõi giải quyết văn bản đến và soạn thảo, ký, phát hành, lưu văn bản đi.',
		scope: 'Áp dụng cho mọi văn bản đi, đến của {unit}, trừ văn bản mật.',
		references: [
			'Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư',
			'QT.ISO.01 Kiểm soát thông tin dạng văn bản'
		],
		definitions: [
			{ term: 'Văn bản đến', meaning: 'Toàn bộ văn bản do cơ quan, tổ chức, cá nhân khác gửi đến.' },
			{ term: 'Văn bản đi', meaning: 'Toàn bộ văn bản do cơ quan ban hành.' }
		],
		sections: [
			section('Yêu cầu', [
				'Văn bản “Hỏa tốc”, “Khẩn” được trình và chuyển giao ngay sau khi nhận. Văn bản điện tử có giá trị như văn bản giấy.'
			])
		],
		steps: [
			step('Tiếp nhận, kiểm tra, phân loại, đăng ký văn bản đến trên hệ thống quản lý văn bản.', 'Văn thư', 2, `${bm}.01`),
			step('Cho ý kiến phân phối, chỉ đạo giải quyết.', '{head}', 4, 'Ý kiến chỉ đạo'),
			step('Chuyển giao văn bản đến bộ phận, cá nhân được giao.', 'Văn thư', 2, 'Hệ thống QLVB'),
			step('Giải quyết, soạn thảo văn bản trả lời.', 'Công chức được giao', 40, 'Dự thảo'),
			step('Kiểm tra nội dung, ký nháy; kiểm tra thể thức.', 'Trưởng bộ phận, {office}', 4, 'Dự thảo đã ký nháy'),
			step('Ký ban hành.', '{head}', 4, 'Văn bản đã ký'),
			step('Cấp số, đóng dấu, ký số của cơ quan, phát hành.', 'Văn thư', 2, `${bm}.02`),
			step('Lưu văn bản gốc tại văn thư, lập hồ sơ công việc.', 'Văn thư, công chức được giao', null, 'Hồ sơ công việc')
		],
		legal: ['Luật Lưu trữ số 33/2024/QH15', 'Nghị định số 30/2020/NĐ-CP của Chính phủ về công tác văn thư'],
		forms: [
			{ code: `${bm}.01`, name: 'Sổ đăng ký văn bản đến' },
			{ code: `${bm}.02`, name: 'Sổ đăng ký văn bản đi' }
		],
		records: [keep('Sổ đăng ký văn bản đi, đến', 'Văn thư', '20 năm'), keep('Văn bản đi (bản gốc)', 'Văn thư', 'Theo thời hạn của hồ sơ')],
		changes: [
			proseChange(
				'Kết luận đánh giá nội bộ',
				'Quy định ghi nhận thời gian chuyển giao từng bước; văn bản quá hạn được báo cáo hằng tuần.',
				{
					section: 0,
					paragraph: 'Văn thư tổng hợp văn bản quá hạn vào chiều thứ Sáu hằng tuần, báo cáo tại họp giao ban.'
				}
			),
			proseChange(
				'Luật Lưu trữ số 33/2024/QH15 có hiệu lực',
				'Ban hành lại: cập nhật Luật Lưu trữ năm 2024, lưu trữ tài liệu điện tử.',
				{
					newSection: section('Lưu trữ tài liệu điện tử', [
						'Hồ sơ điện tử được nộp vào lưu trữ hiện hành trong thời hạn 01 năm kể từ năm kết thúc công việc, kèm siêu dữ liệu theo quy định.'
					])
				},
				{ step: 'issue' }
			),
			proseChange(
				'Rà soát tài liệu hằng năm',
				'Thống nhất thuật ngữ; không thay đổi trách nhiệm, thời gian.',
				{
					section: 0,
					paragraph: 'Thuật ngữ trong quy trình được hiểu theo Nghị định số 30/2020/NĐ-CP.'
				},
				{ changeClass: 'editorial' }
			)
		]
	});
}

function flowForms(parent: string): DocumentSpec[] {
	return [
		form(`${parent}.01`, 'Sổ đăng ký văn bản đến', [
			fields('Năm', 'Từ số … đến số …'),
			table(12, 'Ngày đến', 'Số đến', 'Tác giả', 'Số, ký hiệu', 'Ngày văn bản', 'Trích yếu', 'Người nhận', 'Hạn xử lý')
		]),
		form(`${parent}.02`, 'Sổ đăng ký văn bản đi', [
			fields('Năm', 'Từ số … đến số …'),
			table(12, 'Số, ký hiệu', 'Ngày', 'Trích yếu', 'Người ký', 'Nơi nhận', 'Số bản', 'Ghi chú')
		])
	];
}

function purchasing(code: string): DocumentSpec {
	const bm = code.replace('QT', 'BM');
	return procedure({
		code,
		title: 'Mua sắm hàng hóa, dịch vụ',
		class: 'internal',
		divisions: ['KHTC', 'TC', 'VP', 'HCTH'],
		purpose: 'Quy định trình tự đề xuất, phê duyệt, lựa chọn nhà cung cấp, nghiệm thu và thanh toán khi mua sắm hàng hóa, dịch vụ.',
		scope: 'Áp dụng cho việc mua sắm từ nguồn chi thường xuyên của {unit}.',
		references: ['QC.02 Quy chế chi tiêu nội bộ và quản lý tài sản công'],
		sections: [
			section('Đánh giá nhà cung cấp', ['Nhà cung cấp được đánh giá mỗi năm theo chất lượng, giá, thời gian giao hàng và dịch vụ sau bán.'])
		],
		steps: [
			step('Lập phiếu đề nghị mua sắm.', 'Bộ phận có nhu cầu', 8, `${bm}.01`),
			step('Kiểm tra dự toán, tổng hợp, đề xuất hình thức mua sắm.', 'Kế toán', 16, 'Tờ trình'),
			step('Phê duyệt chủ trương mua sắm.', '{head}', 8, 'Quyết định'),
			step('Lấy báo giá, lựa chọn nhà cung cấp, ký hợp đồng.', '{office}', 40, 'Hợp đồng'),
			step('Nghiệm thu, bàn giao, ghi tăng tài sản.', 'Bộ phận sử dụng, kế toán', 8, `${bm}.02`),
			step('Thanh toán, thanh lý hợp đồng.', 'Kế toán', 24, 'Chứng từ')
		],
		legal: ['Luật Đấu thầu số 22/2023/QH15', 'Luật Quản lý, sử dụng tài sản công số 15/2017/QH14'],
		forms: [
			{ code: `${bm}.01`, name: 'Phiếu đề nghị mua sắm' },
			{ code: `${bm}.02`, name: 'Biên bản nghiệm thu, bàn giao' }
		],
		records: [keep('Hồ sơ mua sắm', 'Kế toán', '10 năm'), keep('Danh sách nhà cung cấp', 'Kế toán', '05 năm')],
		changes: [
			proseChange('Luật Đấu thầu số 22/2023/QH15', 'Cập nhật hạn mức lựa chọn nhà thầu theo Luật Đấu thầu năm 2023.', {
				section: 0,
				paragraph: 'Hạn mức và hình thức lựa chọn nhà thầu áp dụng theo Luật Đấu thầu năm 2023 và văn bản hướng dẫn.'
			})
		]
	});
}

function purchasingForms(parent: string): DocumentSpec[] {
	return [
		form(`${parent}.01`, 'Phiếu đề nghị mua sắm', [
			fields('Bộ phận đề nghị', 'Lý do', 'Nguồn kinh phí'),
			table(8, 'TT', 'Tên hàng hóa, dịch vụ', 'Quy cách', 'ĐVT', 'Số lượng', 'Dự kiến đơn giá', 'Thành tiền'),
			signatures('Người đề nghị', 'Kế toán', 'Người phê duyệt')
		]),
		form(`${parent}.02`, 'Biên bản nghiệm thu, bàn giao', [
			fields('Hợp đồng số', 'Bên giao', 'Bên nhận', 'Thời gian, địa điểm'),
			table(8, 'TT', 'Tên hàng hóa', 'ĐVT', 'Số lượng', 'Tình trạng', 'Ghi chú'),
			signatures('Bên giao', 'Bên nhận')
		])
	];
}

/** What communes number as QT.NB. */
export const communeInternal: readonly DocumentSpec[] = [
	documentFlow('QT.NB.01'),
	...flowForms('BM.NB.01'),
	purchasing('QT.NB.02'),
	...purchasingForms('BM.NB.02')
];

/** What all other units number as QT.NB. */
export const agencyInternal: readonly DocumentSpec[] = [
	documentFlow('QT.NB.02'),
	...flowForms('BM.NB.02'),
	purchasing('QT.NB.03'),
	...purchasingForms('BM.NB.03'),
	procedure({
		code: 'QT.NB.01',
		title: 'Đào tạo, bồi dưỡng cán bộ, công chức, viên chức',
		class: 'internal',
		divisions: ['CCVC', 'VP', 'HCTH'],
		purpose: 'Quy định việc xác định nhu cầu, lập kế hoạch, tổ chức và đánh giá kết quả đào tạo, bồi dưỡng.',
		scope: 'Áp dụng cho cán bộ, công chức, viên chức và người lao động của {unit}.',
		sections: [
			section('Đánh giá hiệu quả', ['Sau 03 tháng kể từ khi kết thúc khóa học, trưởng bộ phận đánh giá việc vận dụng vào công việc.'])
		],
		steps: [
			step('Xác định nhu cầu đào tạo của bộ phận.', 'Trưởng bộ phận', 40, 'Phiếu nhu cầu'),
			step('Tổng hợp, lập kế hoạch năm.', '{office}', 40, 'Kế hoạch'),
			step('Phê duyệt kế hoạch.', '{head}', 16, 'Kế hoạch được duyệt'),
			step('Cử người tham gia hoặc tổ chức lớp.', '{office}', null, 'Quyết định cử đi học'),
			step('Đánh giá kết quả, cập nhật hồ sơ cá nhân.', 'Trưởng bộ phận', null, 'Phiếu đánh giá')
		],
		legal: ['Nghị định số 101/2017/NĐ-CP ngày 01/9/2017 của Chính phủ về đào tạo, bồi dưỡng cán bộ, công chức, viên chức'],
		forms: [],
		records: [keep('Kế hoạch, quyết định cử đi học, phiếu đánh giá', '{office}', '05 năm')],
		changes: [
			proseChange('Kết luận xem xét của lãnh đạo', 'Bổ sung nội dung bồi dưỡng kỹ năng số.', {
				section: 0,
				paragraph: 'Mỗi công chức tham gia ít nhất một khóa bồi dưỡng kỹ năng số trong năm.'
			})
		]
	}),
	procedure({
		code: 'QT.NB.04',
		title: 'Tổ chức cuộc họp, hội nghị',
		class: 'internal',
		purpose: 'Quy định việc chuẩn bị, tổ chức, ghi biên bản và theo dõi thực hiện kết luận của cuộc họp, hội nghị.',
		scope: 'Áp dụng cho các cuộc họp, hội nghị do {unit} chủ trì.',
		references: ['QC.01 Quy chế làm việc'],
		sections: [section('Yêu cầu', ['Tài liệu gửi trước cuộc họp ít nhất 02 ngày làm việc; cuộc họp chuyên môn không quá nửa ngày.'])],
		steps: [
			step('Đề xuất nội dung, thành phần, thời gian.', 'Bộ phận chủ trì', 4, 'Phiếu đề xuất'),
			step('Duyệt, phát hành giấy mời.', '{office}', 4, 'Giấy mời'),
			step('Chuẩn bị tài liệu, phòng họp, thiết bị.', 'Bộ phận chủ trì, {office}', 8, 'Tài liệu'),
			step('Tiến hành họp, ghi biên bản.', 'Thư ký cuộc họp', 4, 'Biên bản'),
			step('Phát hành thông báo kết luận.', '{office}', 16, 'Thông báo kết luận')
		],
		forms: [],
		records: [keep('Biên bản, thông báo kết luận', '{office}', '10 năm')],
		changes: []
	})
];

/** Receiving citizens, alike at every level. */
export const receivingCitizens: readonly DocumentSpec[] = [
	procedure({
		code: 'QT.TD.01',
		title: 'Tiếp công dân',
		class: 'internal',
		divisions: ['TTR', 'VP', 'HCTH'],
		purpose: 'Quy định trình tự, trách nhiệm tiếp công dân đến khiếu nại, tố cáo, kiến nghị, phản ánh tại {unit}.',
		scope: 'Áp dụng cho việc tiếp công dân thường xuyên, định kỳ và đột xuất.',
		references: ['QT.TD.02 Giải quyết khiếu nại lần đầu', 'QT.TD.03 Giải quyết tố cáo'],
		sections: [
			section('Lịch tiếp công dân', [
				'{head} tiếp công dân định kỳ theo lịch niêm yết; công chức tiếp công dân trực thường xuyên trong giờ hành chính.'
			])
		],
		steps: [
			step('Đón tiếp, xác định nhân thân của công dân.', 'Người tiếp công dân', 1, 'BM.TD.01.01'),
			step('Nghe, ghi chép nội dung; tiếp nhận đơn, tài liệu, bằng chứng.', 'Người tiếp công dân', 3, 'BM.TD.01.01'),
			step('Phân loại, xử lý: hướng dẫn, trả lời hoặc thụ lý.', 'Người tiếp công dân', 4, 'Phiếu hướng dẫn'),
			step('Báo cáo, đề xuất xử lý vụ việc thuộc thẩm quyền.', 'Công chức phụ trách', 16, 'Tờ trình'),
			step('Quyết định thụ lý hoặc không thụ lý.', '{head}', 16, 'Thông báo'),
			step('Thông báo kết quả xử lý cho công dân; cập nhật sổ.', 'Công chức phụ trách', 8, 'BM.TD.01.01')
		],
		legal: ['Luật Tiếp công dân số 42/2013/QH13', 'Nghị định số 64/2014/NĐ-CP ngày 26/6/2014 của Chính phủ'],
		forms: [{ code: 'BM.TD.01.01', name: 'Sổ tiếp công dân' }],
		records: [keep('Sổ tiếp công dân', 'Người tiếp công dân', '15 năm'), keep('Đơn thư, kết quả xử lý', 'Công chức phụ trách', '15 năm')],
		changes: [
			proseChange('Rà soát tài liệu hằng năm', 'Bổ sung tiếp công dân trực tuyến.', {
				section: 0,
				paragraph: 'Việc tiếp công dân trực tuyến được thực hiện qua điểm cầu tại trụ sở khi công dân có đề nghị.'
			})
		]
	}),
	form('BM.TD.01.01', 'Sổ tiếp công dân', [
		fields('Năm', 'Địa điểm tiếp công dân'),
		table(10, 'STT', 'Ngày tiếp', 'Họ tên, địa chỉ', 'Nội dung vụ việc', 'Phân loại', 'Hướng xử lý', 'Kết quả')
	])
];
