import { proseChange } from '../changes.ts';
import { keep, prose, section } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Further regulations, instructions and annexes of a large department. */
export const agencyTexts: readonly DocumentSpec[] = [
	prose('QC', 'QC.04', 'Quy chế công tác văn thư, lưu trữ', {
		divisions: ['VTLT', 'VP'],
		legal: ['Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư', 'Luật Lưu trữ số 33/2024/QH15'],
		sections: [
			section('Quy định chung', [
				'Quy chế này quy định việc soạn thảo, ký ban hành, quản lý văn bản; lập hồ sơ và giao nộp hồ sơ vào lưu trữ hiện hành tại {unit}.'
			]),
			section('Lập hồ sơ', [
				'Công chức được giao chủ trì giải quyết công việc có trách nhiệm lập hồ sơ từ khi công việc bắt đầu đến khi kết thúc.'
			]),
			section('Giao nộp hồ sơ', [
				'Hồ sơ được giao nộp trong thời hạn 01 năm kể từ ngày công việc kết thúc; hồ sơ xây dựng cơ bản sau 03 tháng kể từ ngày quyết toán.'
			])
		],
		records: [keep('Biên bản giao nhận hồ sơ', 'Văn thư', 'Vĩnh viễn')],
		changes: [
			proseChange(
				'Luật Lưu trữ số 33/2024/QH15 có hiệu lực',
				'Ban hành lại theo Luật Lưu trữ năm 2024.',
				{ section: 2, paragraph: 'Hồ sơ điện tử được giao nộp qua hệ thống quản lý tài liệu lưu trữ điện tử.' },
				{ step: 'issue' }
			)
		]
	}),
	prose('QC', 'QC.05', 'Quy chế bảo đảm an toàn thông tin mạng', {
		sections: [
			section('Nguyên tắc', [
				'Mỗi cá nhân chịu trách nhiệm về tài khoản được cấp; không dùng chung mật khẩu; không lưu tài liệu mật trên máy tính nối mạng.'
			]),
			section('Ứng cứu sự cố', ['Người phát hiện sự cố báo ngay {office}; máy tính bị nhiễm mã độc được ngắt khỏi mạng trước khi xử lý.'])
		],
		changes: [
			proseChange('Yêu cầu của cơ quan quản lý', 'Bổ sung yêu cầu xác thực hai lớp đối với tài khoản quản trị.', {
				section: 0,
				paragraph: 'Tài khoản quản trị và tài khoản ký số bắt buộc xác thực hai lớp.'
			})
		]
	}),
	prose('HD', 'HD.04', 'Hướng dẫn thể thức và kỹ thuật trình bày văn bản', {
		sections: [
			section('Thể thức', ['Khổ giấy A4, lề trái 30 mm, lề phải 15 mm, phông chữ Times New Roman, bộ mã Unicode TCVN 6909:2001 dựng sẵn.']),
			section('Ký hiệu viết tắt', ['Ký hiệu tên loại văn bản và tên phòng thực hiện theo bảng mã thống nhất của cơ quan.'])
		],
		changes: []
	}),
	prose('PL', 'PL.03', 'Bảng thời hạn bảo quản hồ sơ', {
		sections: [
			section('Bảng thời hạn', [], {
				table: {
					head: ['Nhóm hồ sơ', 'Thời hạn'],
					rows: [
						['Hồ sơ xây dựng, ban hành văn bản quy phạm pháp luật', 'Vĩnh viễn'],
						['Hồ sơ giải quyết TTHC', '20 năm'],
						['Hồ sơ hội nghị tổng kết năm', '20 năm'],
						['Hồ sơ HTQLCL (đánh giá, khắc phục, xem xét)', '05 năm']
					]
				}
			})
		],
		changes: [
			proseChange('Rà soát tài liệu hằng năm', 'Bổ sung nhóm hồ sơ điện tử.', {
				section: 0,
				paragraph: 'Hồ sơ điện tử áp dụng cùng thời hạn với hồ sơ giấy tương ứng.'
			})
		]
	})
];
