import { proseChange } from '../changes.ts';
import { prose, section } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Model, policy, objectives and yearly plans. `{year}` is the year that the document is for. */
const basis = [
	'Quyết định số 19/2014/QĐ-TTg ngày 05/3/2014 của Thủ tướng Chính phủ về việc áp dụng Hệ thống quản lý chất lượng theo TCVN ISO 9001 vào hoạt động của các cơ quan, tổ chức thuộc hệ thống hành chính nhà nước',
	'Thông tư số 26/2014/TT-BKHCN ngày 10/10/2014 của Bộ trưởng Bộ Khoa học và Công nghệ'
];

export const systemTexts: readonly DocumentSpec[] = [
	prose('HTQLCL', 'HTQLCL', 'Mô hình hệ thống quản lý chất lượng theo TCVN ISO 9001:2015', {
		legal: basis,
		sections: [
			section('Giới thiệu', [
				'{unit} xây dựng, áp dụng HTQLCL theo TCVN ISO 9001:2015 nhằm chuẩn hóa cách thức giải quyết công việc, công khai trách nhiệm, thời gian và nâng cao mức độ hài lòng của tổ chức, cá nhân.'
			]),
			section('Phạm vi áp dụng', [
				'HTQLCL áp dụng cho toàn bộ thủ tục hành chính thuộc thẩm quyền giải quyết của {unit} và các hoạt động nội bộ tại Phụ lục 01. Điều khoản 8.3 (Thiết kế và phát triển) không áp dụng vì cơ quan giải quyết công việc theo quy định sẵn có của pháp luật.'
			]),
			section('Bối cảnh và các bên quan tâm', ['Các bên quan tâm và yêu cầu chính:'], {
				table: {
					head: ['Bên quan tâm', 'Nhu cầu, mong đợi', 'Cách theo dõi'],
					rows: [
						['Tổ chức, cá nhân', 'Giải quyết đúng hạn, đúng quy định, thái độ phục vụ tốt', 'Khảo sát hài lòng, phản ánh, kiến nghị'],
						['Cơ quan cấp trên', 'Chấp hành pháp luật, báo cáo đúng kỳ', 'Kết luận kiểm tra, chấm điểm CCHC'],
						['Cán bộ, công chức', 'Quy định rõ ràng, điều kiện làm việc', 'Họp cơ quan, đánh giá hằng năm']
					]
				}
			}),
			section('Lãnh đạo và trách nhiệm', [
				'{head} là Trưởng Ban chỉ đạo ISO, phê duyệt tài liệu và chịu trách nhiệm về hiệu lực của HTQLCL. {deputy} là Phó Trưởng ban. Thư ký ISO đặt tại {office}.'
			]),
			section('Hoạch định', [
				'Rủi ro và cơ hội được quản lý theo QT.ISO.02. Mục tiêu chất lượng được lập hằng năm, có kế hoạch thực hiện và kết quả.'
			]),
			section('Hỗ trợ', [
				'Nguồn lực, năng lực, nhận thức và thông tin dạng văn bản được kiểm soát theo QT.ISO.01 và các quy trình nội bộ.'
			]),
			section('Thực hiện', [
				'Thủ tục hành chính được tiếp nhận tại {desk} và giải quyết theo quy trình tương ứng; thời gian của từng bước được ghi trên Phiếu kiểm soát quá trình.'
			]),
			section('Đánh giá kết quả và cải tiến', ['Thực hiện theo QT.ISO.03, QT.ISO.04 và QT.ISO.05.'])
		],
		changes: [
			proseChange(
				'Điều chỉnh chức năng, nhiệm vụ',
				'Cập nhật phạm vi áp dụng theo danh mục TTHC mới công bố.',
				{
					section: 1,
					paragraph: 'Danh mục TTHC thuộc phạm vi được cập nhật trong thời hạn 10 ngày làm việc kể từ ngày có quyết định công bố.'
				},
				{ step: 'issue' }
			),
			proseChange('Áp dụng hệ thống ISO điện tử', 'Bổ sung quy định về vận hành HTQLCL trên hệ thống ISO điện tử.', {
				section: 5,
				paragraph: 'Tài liệu và hồ sơ của HTQLCL được kiểm soát trên hệ thống ISO điện tử của tỉnh.'
			})
		]
	}),
	prose('CSCL', 'CSCL', 'Chính sách chất lượng', {
		sections: [
			section('Cam kết của lãnh đạo', ['{unit} cam kết: “Công khai, minh bạch, đúng pháp luật, đúng hẹn, thân thiện”.'], {
				items: [
					'Giải quyết công việc đúng pháp luật, đúng thẩm quyền, đúng thời hạn;',
					'Công khai thủ tục, thời gian, lệ phí và kết quả giải quyết;',
					'Xây dựng đội ngũ có chuyên môn, trách nhiệm, liêm chính, tôn trọng nhân dân;',
					'Lắng nghe phản ánh, kiến nghị và cải tiến thường xuyên;',
					'Duy trì, cải tiến HTQLCL theo TCVN ISO 9001:2015.'
				]
			}),
			section('Tổ chức thực hiện', [
				'Chính sách được niêm yết tại trụ sở, trên trang thông tin điện tử và phổ biến đến toàn thể cán bộ, công chức; được xem xét hằng năm tại cuộc họp xem xét của lãnh đạo.'
			])
		],
		changes: [
			proseChange('Kết luận xem xét của lãnh đạo', 'Bổ sung cam kết về chuyển đổi số và bảo vệ dữ liệu cá nhân.', {
				section: 0,
				paragraph: 'Đẩy mạnh chuyển đổi số, bảo vệ dữ liệu cá nhân của tổ chức, công dân trong giải quyết TTHC.'
			})
		]
	}),
	prose('MTCL', 'MTCL-{year}', 'Mục tiêu chất lượng năm {year}', {
		sections: [
			section('Mục tiêu', [], {
				table: {
					head: ['TT', 'Mục tiêu', 'Chỉ số', 'Bộ phận chủ trì', 'Tần suất theo dõi'],
					rows: [
						['1', 'Hồ sơ TTHC được giải quyết đúng và trước hạn', '≥ 98 %', 'Các bộ phận chuyên môn', 'Tháng'],
						['2', 'Tổ chức, cá nhân hài lòng về sự phục vụ', '≥ 90 %', '{office}', 'Quý'],
						['3', 'Hồ sơ TTHC tiếp nhận trực tuyến', '≥ 60 %', 'Bộ phận TN&TKQ', 'Tháng'],
						['4', 'Quy trình được rà soát, cập nhật khi pháp luật thay đổi', '100 %', 'Thư ký ISO', 'Quý'],
						['5', 'Sự không phù hợp được khắc phục đúng hạn', '100 %', 'Bộ phận liên quan', 'Quý']
					]
				}
			}),
			section('Kế hoạch thực hiện', [
				'Các bộ phận xây dựng kế hoạch chi tiết trong tháng 01 năm {year}; báo cáo kết quả hằng quý về {office}. Mục tiêu không đạt được lập phiếu theo QT.ISO.04.'
			])
		],
		changes: [
			proseChange('Kết quả thực hiện 6 tháng đầu năm', 'Nâng chỉ tiêu hồ sơ trực tuyến; bổ sung mục tiêu số hóa kết quả giải quyết TTHC.', {
				section: 1,
				paragraph: 'Mục tiêu bổ sung: 100 % kết quả giải quyết TTHC được số hóa; chỉ tiêu hồ sơ trực tuyến nâng lên ≥ 70 %.'
			})
		]
	}),
	prose('KH', 'KH.ISO-{year}', 'Kế hoạch duy trì, cải tiến hệ thống quản lý chất lượng năm {year}', {
		legal: basis,
		sections: [
			section('Mục đích, yêu cầu', [
				'Duy trì HTQLCL có hiệu lực, gắn với cải cách hành chính; mọi bộ phận thực hiện đúng quy trình đã ban hành.'
			]),
			section('Nội dung', [], {
				table: {
					head: ['TT', 'Nội dung', 'Chủ trì', 'Thời gian'],
					rows: [
						['1', 'Kiện toàn Ban chỉ đạo ISO', '{office}', 'Tháng 01'],
						['2', 'Ban hành mục tiêu chất lượng', 'Thư ký ISO', 'Tháng 01'],
						['3', 'Rà soát quy trình theo danh mục TTHC', 'Các bộ phận', 'Quý I, quý III'],
						['4', 'Đào tạo nhận thức, đánh giá nội bộ', '{office}', 'Quý II'],
						['5', 'Đánh giá nội bộ', 'Đoàn đánh giá', 'Quý III'],
						['6', 'Xem xét của lãnh đạo', '{head}', 'Quý IV'],
						['7', 'Báo cáo năm gửi Sở Khoa học và Công nghệ', 'Thư ký ISO', 'Trước 15/12']
					]
				}
			}),
			section('Kinh phí', ['Từ dự toán chi thường xuyên được giao năm {year}.']),
			section('Tổ chức thực hiện', ['Trưởng các bộ phận chịu trách nhiệm thực hiện; {office} theo dõi, đôn đốc, tổng hợp.'])
		],
		changes: [
			proseChange('Điều chỉnh tiến độ', 'Lùi thời gian đánh giá nội bộ sang đầu quý IV do sắp xếp tổ chức.', {
				section: 1,
				paragraph: 'Đánh giá nội bộ được thực hiện trong tháng 10 năm {year}.'
			})
		]
	}),
	prose('KH', 'KH.DGNB-{year}', 'Kế hoạch đánh giá nội bộ năm {year}', {
		sections: [
			section('Mục đích', ['Xác định mức độ phù hợp và hiệu lực của HTQLCL trước cuộc họp xem xét của lãnh đạo.']),
			section('Phạm vi, chuẩn mực', ['Tất cả các bộ phận; TCVN ISO 9001:2015, tài liệu của HTQLCL và quy định pháp luật liên quan.']),
			section('Lịch đánh giá', [], {
				table: {
					head: ['Thời gian', 'Bộ phận', 'Nội dung'],
					rows: [
						['Ngày thứ nhất, buổi sáng', '{office}', 'Kiểm soát tài liệu, hồ sơ; mục tiêu chất lượng'],
						['Ngày thứ nhất, buổi chiều', 'Bộ phận TN&TKQ', 'Tiếp nhận, kiểm soát thời gian'],
						['Ngày thứ hai', 'Các bộ phận chuyên môn', 'Quy trình giải quyết TTHC']
					]
				}
			})
		],
		changes: []
	})
];
