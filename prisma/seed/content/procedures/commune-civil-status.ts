import { copy, fields, form, keep, original, service, signatures, step, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';

/** Civil status and certification at the commune: QT.TP. */
const divisions = ['TP', 'VP'];
const desk = 'Bộ phận TN&TKQ';
const registrar = 'Công chức Tư pháp - Hộ tịch';
const civilStatusLaw = [
	'Luật Hộ tịch số 60/2014/QH13 ngày 20/11/2014',
	'Nghị định số 123/2015/NĐ-CP ngày 15/11/2015 của Chính phủ quy định chi tiết một số điều và biện pháp thi hành Luật Hộ tịch',
	'Thông tư số 04/2020/TT-BTP ngày 28/5/2020 của Bộ trưởng Bộ Tư pháp'
];
const certificationLaw = [
	'Nghị định số 23/2015/NĐ-CP ngày 16/02/2015 của Chính phủ về cấp bản sao từ sổ gốc, chứng thực bản sao từ bản chính, chứng thực chữ ký và chứng thực hợp đồng, giao dịch',
	'Thông tư số 01/2020/TT-BTP ngày 03/3/2020 của Bộ trưởng Bộ Tư pháp',
	'Thông tư số 226/2016/TT-BTC ngày 11/11/2016 của Bộ trưởng Bộ Tài chính về phí chứng thực'
];
const book = (name: string) => keep(name, registrar, 'Vĩnh viễn');

export const communeCivilStatus: readonly DocumentSpec[] = [
	service({
		code: 'QT.TP.01',
		title: 'Đăng ký khai sinh',
		divisions,
		applicants: 'cá nhân',
		conditions: [
			'Trẻ em sinh ra có cha hoặc mẹ cư trú trên địa bàn; người đi đăng ký là cha, mẹ, ông, bà, người thân thích hoặc người đang nuôi dưỡng trẻ.',
			'Thực hiện trong thời hạn 60 ngày kể từ ngày sinh con.'
		],
		dossier: [
			original('Tờ khai đăng ký khai sinh', 'BM.TP.01.01'),
			original('Giấy chứng sinh; trường hợp không có thì nộp văn bản của người làm chứng hoặc giấy cam đoan về việc sinh'),
			copy('Giấy tờ tùy thân của người đi đăng ký (xuất trình)'),
			copy('Giấy chứng nhận kết hôn của cha, mẹ, nếu có (xuất trình)')
		],
		limitHours: 8,
		fee: 'Miễn lệ phí đối với đăng ký đúng hạn; đăng ký quá hạn: 8.000 đồng',
		steps: [
			step('Tiếp nhận, kiểm tra hồ sơ, đối chiếu giấy tờ xuất trình; lập giấy tiếp nhận.', desk, 1, 'BM.MC.01'),
			step('Thẩm tra thông tin, nhập dữ liệu vào phần mềm đăng ký hộ tịch, lấy số định danh cá nhân.', registrar, 4, 'Dữ liệu hộ tịch'),
			step('Ghi nội dung vào Sổ đăng ký khai sinh, in Giấy khai sinh.', registrar, 1, 'Giấy khai sinh'),
			step('Ký Giấy khai sinh.', '{head}', 1, 'Giấy khai sinh đã ký'),
			step('Đóng dấu, chuyển kết quả đến bộ phận một cửa.', 'Công chức Văn phòng - Thống kê', 1, 'Kết quả')
		],
		legal: civilStatusLaw,
		forms: [{ code: 'BM.TP.01.01', name: 'Tờ khai đăng ký khai sinh' }],
		records: [book('Sổ đăng ký khai sinh')],
		keptFor: '05 năm',
		changes: ['online', 'digitise', 'wording']
	}),
	service({
		code: 'QT.TP.02',
		title: 'Đăng ký kết hôn',
		divisions,
		applicants: 'cá nhân',
		conditions: [
			'Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi; tự nguyện quyết định; không mất năng lực hành vi dân sự; không thuộc trường hợp cấm kết hôn.',
			'Hai bên nam, nữ cùng có mặt khi đăng ký.'
		],
		dossier: [
			original('Tờ khai đăng ký kết hôn', 'BM.TP.02.01'),
			original('Giấy xác nhận tình trạng hôn nhân đối với người không thường trú trên địa bàn'),
			copy('Giấy tờ tùy thân của hai bên (xuất trình)')
		],
		limitHours: 24,
		steps: [
			step('Tiếp nhận, kiểm tra hồ sơ; lập giấy tiếp nhận, hẹn trả kết quả.', desk, 2, 'BM.MC.01'),
			step('Thẩm tra điều kiện kết hôn, tra cứu dữ liệu hộ tịch; xác minh khi cần.', registrar, 14, 'Kết quả thẩm tra'),
			step('Ghi Sổ đăng ký kết hôn, in Giấy chứng nhận kết hôn.', registrar, 2, 'Giấy chứng nhận kết hôn'),
			step('Ký Giấy chứng nhận kết hôn.', '{head}', 4, 'Giấy chứng nhận đã ký'),
			step('Hai bên nam, nữ ký vào Sổ và Giấy chứng nhận; trao kết quả.', registrar, 2, 'Kết quả')
		],
		legal: [...civilStatusLaw, 'Luật Hôn nhân và gia đình số 52/2014/QH13'],
		forms: [{ code: 'BM.TP.02.01', name: 'Tờ khai đăng ký kết hôn' }],
		records: [book('Sổ đăng ký kết hôn')],
		keptFor: '05 năm',
		changes: ['cut', 'online', 'digitise']
	}),
	service({
		code: 'QT.TP.03',
		title: 'Đăng ký khai tử',
		divisions,
		applicants: 'cá nhân',
		conditions: ['Thực hiện trong thời hạn 15 ngày kể từ ngày có người chết, tại nơi cư trú cuối cùng của người chết.'],
		dossier: [
			original('Tờ khai đăng ký khai tử', 'BM.TP.03.01'),
			original('Giấy báo tử hoặc giấy tờ thay thế'),
			copy('Giấy tờ tùy thân của người đi khai tử (xuất trình)')
		],
		limitHours: 8,
		fee: 'Miễn lệ phí đối với đăng ký đúng hạn; đăng ký quá hạn: 8.000 đồng',
		steps: [
			step('Tiếp nhận, kiểm tra hồ sơ; lập giấy tiếp nhận.', desk, 1, 'BM.MC.01'),
			step('Thẩm tra, cập nhật phần mềm đăng ký hộ tịch.', registrar, 3, 'Dữ liệu hộ tịch'),
			step('Ghi Sổ đăng ký khai tử, in Trích lục khai tử.', registrar, 2, 'Trích lục khai tử'),
			step('Ký Trích lục khai tử.', '{head}', 1, 'Trích lục đã ký'),
			step('Đóng dấu, chuyển kết quả; thông báo cơ quan đăng ký cư trú.', 'Công chức Văn phòng - Thống kê', 1, 'Kết quả')
		],
		legal: civilStatusLaw,
		forms: [{ code: 'BM.TP.03.01', name: 'Tờ khai đăng ký khai tử' }],
		records: [book('Sổ đăng ký khai tử')],
		keptFor: '05 năm',
		changes: ['online', 'wording']
	}),
	service({
		code: 'QT.TP.04',
		title: 'Chứng thực bản sao từ bản chính',
		divisions,
		applicants: 'cá nhân, tổ chức',
		conditions: [
			'Có bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam cấp; bản chính không bị tẩy xóa, hư hỏng, không có nội dung bị cấm.'
		],
		dossier: [original('Bản chính giấy tờ, văn bản làm cơ sở chứng thực (xuất trình)'), copy('Bản sao cần chứng thực')],
		sets: 'Theo số bản yêu cầu',
		limitHours: 8,
		fee: '2.000 đồng/trang; từ trang thứ ba trở lên 1.000 đồng/trang, tối đa 200.000 đồng/bản',
		steps: [
			step('Tiếp nhận, kiểm tra bản chính, đối chiếu bản sao.', desk, 1, 'BM.MC.01'),
			step('Ghi lời chứng, vào sổ chứng thực.', registrar, 4, 'Lời chứng'),
			step('Ký chứng thực.', '{head} hoặc {deputy}', 2, 'Bản sao đã ký'),
			step('Đóng dấu, chuyển kết quả.', 'Công chức Văn phòng - Thống kê', 1, 'Bản sao chứng thực')
		],
		legal: certificationLaw,
		records: [keep('Sổ chứng thực bản sao', registrar, '02 năm')],
		keptFor: 'Không lưu bản sao',
		changes: ['wording', 'online', 'digitise']
	}),
	service({
		code: 'QT.TP.05',
		title: 'Chứng thực chữ ký',
		divisions,
		applicants: 'cá nhân',
		conditions: ['Người yêu cầu có mặt, minh mẫn, tự nguyện và ký trước mặt người thực hiện chứng thực.'],
		dossier: [original('Giấy tờ, văn bản mà người yêu cầu sẽ ký'), copy('Giấy tờ tùy thân còn giá trị sử dụng (xuất trình)')],
		limitHours: 8,
		fee: '10.000 đồng/trường hợp',
		steps: [
			step('Tiếp nhận, kiểm tra giấy tờ tùy thân và nội dung văn bản.', desk, 1, 'BM.MC.01'),
			step('Hướng dẫn người yêu cầu ký; ghi lời chứng, vào sổ.', registrar, 4, 'Lời chứng'),
			step('Ký chứng thực.', '{head} hoặc {deputy}', 2, 'Văn bản đã ký'),
			step('Đóng dấu, chuyển kết quả.', 'Công chức Văn phòng - Thống kê', 1, 'Kết quả')
		],
		legal: certificationLaw,
		records: [keep('Sổ chứng thực chữ ký', registrar, '10 năm')],
		keptFor: '02 năm',
		changes: ['wording']
	}),
	service({
		code: 'QT.TP.06',
		title: 'Cấp giấy xác nhận tình trạng hôn nhân',
		divisions,
		applicants: 'cá nhân',
		conditions: ['Người yêu cầu thường trú hoặc tạm trú trên địa bàn; nêu rõ mục đích sử dụng giấy xác nhận.'],
		dossier: [
			original('Tờ khai cấp giấy xác nhận tình trạng hôn nhân', 'BM.TP.06.01'),
			copy('Bản án, quyết định ly hôn hoặc giấy chứng tử của vợ, chồng (nếu có)'),
			copy('Giấy tờ tùy thân (xuất trình)')
		],
		limitHours: 24,
		fee: '15.000 đồng',
		steps: [
			step('Tiếp nhận, kiểm tra hồ sơ; lập giấy tiếp nhận, hẹn trả kết quả.', desk, 2, 'BM.MC.01'),
			step('Tra cứu sổ hộ tịch, cơ sở dữ liệu; gửi văn bản xác minh nơi cư trú trước đây khi cần.', registrar, 14, 'Kết quả xác minh'),
			step('Dự thảo giấy xác nhận.', registrar, 2, 'Dự thảo'),
			step('Ký giấy xác nhận.', '{head}', 4, 'Giấy xác nhận'),
			step('Đóng dấu, vào sổ, chuyển kết quả.', 'Công chức Văn phòng - Thống kê', 2, 'Kết quả')
		],
		legal: civilStatusLaw,
		forms: [{ code: 'BM.TP.06.01', name: 'Tờ khai cấp giấy xác nhận tình trạng hôn nhân' }],
		keptFor: '05 năm',
		changes: ['online', 'digitise']
	})
];

const citizen = { forCitizens: true, addressee: 'Kính gửi: {unit}', divisions };
const promise = text('Tôi cam đoan nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan của mình.');

export const communeCivilStatusForms: readonly DocumentSpec[] = [
	form(
		'BM.TP.01.01',
		'Tờ khai đăng ký khai sinh',
		[
			fields('Họ, chữ đệm, tên người yêu cầu', 'Nơi cư trú', 'Giấy tờ tùy thân', 'Quan hệ với người được khai sinh'),
			text('Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:'),
			fields('Họ, chữ đệm, tên', 'Ngày, tháng, năm sinh', 'Giới tính; dân tộc; quốc tịch', 'Nơi sinh', 'Quê quán'),
			fields(
				'Họ, chữ đệm, tên người mẹ; năm sinh; nơi cư trú',
				'Họ, chữ đệm, tên người cha; năm sinh; nơi cư trú',
				'Đề nghị cấp bản sao (số lượng)'
			),
			promise,
			signatures('Người yêu cầu')
		],
		citizen
	),
	form(
		'BM.TP.02.01',
		'Tờ khai đăng ký kết hôn',
		[
			{ type: 'table', head: ['Thông tin', 'Bên nữ', 'Bên nam'], emptyRows: 8 },
			fields('Kết hôn lần thứ mấy', 'Đề nghị cấp bản sao (số lượng)'),
			promise,
			signatures('Bên nữ', 'Bên nam')
		],
		citizen
	),
	form(
		'BM.TP.03.01',
		'Tờ khai đăng ký khai tử',
		[
			fields('Họ, chữ đệm, tên người yêu cầu', 'Nơi cư trú', 'Giấy tờ tùy thân', 'Quan hệ với người đã chết'),
			fields(
				'Họ, chữ đệm, tên người đã chết',
				'Ngày, tháng, năm sinh',
				'Giới tính; dân tộc; quốc tịch',
				'Nơi cư trú cuối cùng',
				'Thời điểm, nơi chết, nguyên nhân',
				'Số Giấy báo tử'
			),
			promise,
			signatures('Người yêu cầu')
		],
		citizen
	),
	form(
		'BM.TP.06.01',
		'Tờ khai cấp giấy xác nhận tình trạng hôn nhân',
		[
			fields(
				'Họ, chữ đệm, tên người yêu cầu',
				'Nơi cư trú',
				'Giấy tờ tùy thân',
				'Thời gian cư trú tại địa phương',
				'Tình trạng hôn nhân',
				'Mục đích sử dụng'
			),
			promise,
			signatures('Người yêu cầu')
		],
		citizen
	)
];
