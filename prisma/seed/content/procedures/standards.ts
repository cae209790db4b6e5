import { copy, fields, form, original, service, signatures, step, table, text } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { receive, release, review, sign } from './department-steps.ts';

/** Services of Chi cục Tiêu chuẩn Đo lường Chất lượng and their forms. */
const standards = ['TCCL', 'SHTT', 'VP', 'HCTH'];
const standardsLaw = [
	'Luật Tiêu chuẩn và Quy chuẩn kỹ thuật số 68/2006/QH11',
	'Thông tư số 28/2012/TT-BKHCN ngày 12/12/2012 và Thông tư số 02/2017/TT-BKHCN ngày 31/3/2017 của Bộ trưởng Bộ Khoa học và Công nghệ'
];

export const standardsServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.TDC.01',
		title: 'Tiếp nhận bản công bố hợp chuẩn',
		divisions: standards,
		applicants: 'tổ chức, cá nhân sản xuất, kinh doanh',
		conditions: ['Sản phẩm, hàng hóa, dịch vụ đã được chứng nhận hoặc tự đánh giá phù hợp tiêu chuẩn tương ứng.'],
		dossier: [
			original('Bản công bố hợp chuẩn', 'BM.TDC.01.01'),
			copy('Tiêu chuẩn sử dụng làm căn cứ'),
			original('Báo cáo tự đánh giá hoặc giấy chứng nhận hợp chuẩn')
		],
		limitHours: 40,
		fee: '150.000 đồng',
		steps: [
			receive,
			step('Kiểm tra tính đầy đủ, hợp lệ của hồ sơ.', 'Chuyên viên', 20, 'Phiếu kiểm tra'),
			review(4),
			sign(8, 'thông báo tiếp nhận'),
			release
		],
		legal: standardsLaw,
		forms: [{ code: 'BM.TDC.01.01', name: 'Bản công bố hợp chuẩn' }],
		keptFor: '10 năm',
		changes: ['cut', 'online', 'digitise']
	}),
	service({
		code: 'QT.TDC.02',
		title: 'Tiếp nhận bản công bố hợp quy',
		divisions: standards,
		applicants: 'tổ chức, cá nhân sản xuất, kinh doanh',
		conditions: ['Sản phẩm, hàng hóa thuộc phạm vi quản lý của quy chuẩn kỹ thuật quốc gia.'],
		dossier: [
			original('Bản công bố hợp quy', 'BM.TDC.02.01'),
			copy('Giấy chứng nhận hợp quy hoặc báo cáo tự đánh giá kèm kết quả thử nghiệm')
		],
		limitHours: 40,
		fee: '150.000 đồng',
		steps: [
			receive,
			step('Kiểm tra hồ sơ, đối chiếu quy chuẩn kỹ thuật.', 'Chuyên viên', 20, 'Phiếu kiểm tra'),
			review(4),
			sign(8, 'thông báo tiếp nhận'),
			release
		],
		legal: standardsLaw,
		forms: [{ code: 'BM.TDC.02.01', name: 'Bản công bố hợp quy' }],
		keptFor: '10 năm',
		changes: ['cut', 'online']
	}),
	service({
		code: 'QT.TDC.03',
		title: 'Kiểm tra nhà nước về chất lượng hàng hóa nhập khẩu',
		divisions: standards,
		applicants: 'người nhập khẩu',
		conditions: ['Hàng hóa thuộc danh mục sản phẩm, hàng hóa nhóm 2 do Bộ Khoa học và Công nghệ quản lý.'],
		dossier: [
			original('Giấy đăng ký kiểm tra nhà nước', 'BM.TDC.03.01'),
			copy('Hợp đồng, danh mục hàng hóa, vận đơn, hóa đơn, tờ khai'),
			copy('Chứng chỉ chất lượng')
		],
		limitHours: 24,
		steps: [
			receive,
			step('Kiểm tra hồ sơ, xem xét kết quả đánh giá sự phù hợp.', 'Chuyên viên', 10, 'Phiếu kiểm tra'),
			review(2),
			sign(4, 'thông báo kết quả'),
			release
		],
		legal: ['Luật Chất lượng sản phẩm, hàng hóa số 05/2007/QH12', 'Nghị định số 74/2018/NĐ-CP ngày 15/5/2018 của Chính phủ'],
		forms: [{ code: 'BM.TDC.03.01', name: 'Giấy đăng ký kiểm tra nhà nước về chất lượng' }],
		keptFor: '05 năm',
		changes: ['wording', 'online']
	})
];

const promise = text('Chúng tôi cam kết chịu trách nhiệm về tính chính xác của các thông tin trên.');
const applicant = (...divisions: string[]) => ({ forCitizens: true, addressee: 'Kính gửi: {unit}', divisions });

export const standardsForms: readonly DocumentSpec[] = [
	form(
		'BM.TDC.01.01',
		'Bản công bố hợp chuẩn',
		[
			fields('Số công bố', 'Tên tổ chức, cá nhân', 'Địa chỉ', 'Sản phẩm, hàng hóa', 'Tiêu chuẩn áp dụng', 'Phương thức đánh giá'),
			promise,
			signatures('Đại diện tổ chức, cá nhân')
		],
		applicant(...standards)
	),
	form(
		'BM.TDC.02.01',
		'Bản công bố hợp quy',
		[
			fields('Số công bố', 'Tên tổ chức, cá nhân', 'Địa chỉ', 'Sản phẩm, hàng hóa', 'Quy chuẩn kỹ thuật', 'Phương thức đánh giá'),
			promise,
			signatures('Đại diện tổ chức, cá nhân')
		],
		applicant(...standards)
	),
	form(
		'BM.TDC.03.01',
		'Giấy đăng ký kiểm tra nhà nước về chất lượng',
		[
			fields('Người nhập khẩu', 'Địa chỉ', 'Cửa khẩu nhập', 'Thời gian nhập khẩu'),
			table(5, 'TT', 'Tên hàng hóa', 'Nhãn hiệu', 'Xuất xứ', 'Số lượng', 'Quy chuẩn'),
			promise,
			signatures('Đại diện người nhập khẩu')
		],
		applicant(...standards)
	)
];
