import { fields, form, signatures, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Forms of the procedures in commune-services.ts. */
const citizen = (...divisions: string[]) => ({ forCitizens: true, addressee: 'Kính gửi: {unit}', divisions });
const promise = text('Tôi cam đoan những nội dung trên là đúng sự thật.');

export const communeServiceForms: readonly DocumentSpec[] = [
	form(
		'BM.DD.01.01',
		'Đơn yêu cầu hòa giải tranh chấp đất đai',
		[
			fields(
				'Họ và tên người yêu cầu',
				'Địa chỉ',
				'Người bị yêu cầu',
				'Thửa đất, tờ bản đồ, diện tích',
				'Nội dung tranh chấp',
				'Yêu cầu hòa giải',
				'Tài liệu kèm theo'
			),
			promise,
			signatures('Người làm đơn')
		],
		citizen('DC', 'VP')
	),
	form(
		'BM.DD.01.02',
		'Biên bản hòa giải tranh chấp đất đai',
		[
			fields(
				'Thời gian, địa điểm',
				'Thành phần Hội đồng',
				'Bên yêu cầu',
				'Bên bị yêu cầu',
				'Nội dung tranh chấp',
				'Ý kiến các bên',
				'Nội dung thống nhất',
				'Nội dung không thống nhất'
			),
			signatures('Chủ trì', 'Thư ký', 'Bên yêu cầu', 'Bên bị yêu cầu')
		],
		{ divisions: ['DC', 'VP'] }
	),
	form(
		'BM.LD.01.01',
		'Tờ khai đề nghị trợ giúp xã hội',
		[
			fields(
				'Họ và tên',
				'Ngày, tháng, năm sinh; giới tính',
				'Nơi cư trú',
				'Dạng khuyết tật, mức độ (nếu có)',
				'Hoàn cảnh gia đình',
				'Chế độ đang hưởng',
				'Người giám hộ, người nhận thay'
			),
			promise,
			signatures('Người khai', 'Xác nhận của thôn, tổ dân phố')
		],
		citizen('VH', 'VP')
	),
	form(
		'BM.LD.02.01',
		'Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo',
		[
			fields('Họ và tên chủ hộ', 'Nơi cư trú', 'Số nhân khẩu', 'Lý do đề nghị'),
			{
				type: 'table',
				head: ['TT', 'Họ và tên thành viên', 'Năm sinh', 'Quan hệ với chủ hộ', 'Nghề nghiệp'],
				emptyRows: 6
			},
			promise,
			signatures('Chủ hộ')
		],
		citizen('VH', 'VP')
	),
	form(
		'BM.TD.02.01',
		'Đơn khiếu nại',
		[
			fields(
				'Họ và tên người khiếu nại',
				'Địa chỉ',
				'Người bị khiếu nại',
				'Quyết định, hành vi bị khiếu nại',
				'Nội dung, yêu cầu',
				'Tài liệu kèm theo'
			),
			promise,
			signatures('Người khiếu nại')
		],
		citizen('TTR', 'TP', 'VP')
	),
	form(
		'BM.VH.01.01',
		'Bản đăng ký tham gia thi đua',
		[
			fields('Họ và tên chủ hộ', 'Địa chỉ', 'Danh hiệu đăng ký', 'Năm'),
			{ type: 'table', head: ['TT', 'Tiêu chuẩn', 'Nội dung đăng ký thực hiện'], emptyRows: 6 },
			signatures('Chủ hộ')
		],
		citizen('VH', 'VP')
	)
];
