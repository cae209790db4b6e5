import { copy, original, service, step } from '../spec.ts';
import type { DocumentSpec } from '../types.ts';
import { assignTo, receive, release } from './department-steps.ts';

/** Services of Sở Nội vụ on organisation, emulation, staff, religion and youth. */
export const homeAffairsServices: readonly DocumentSpec[] = [
	service({
		code: 'QT.TCBC.01',
		title: 'Thẩm định việc thành lập đơn vị sự nghiệp công lập',
		divisions: ['TCBC', 'VP'],
		applicants: 'cơ quan, đơn vị',
		conditions: ['Phù hợp quy hoạch mạng lưới; bảo đảm số lượng người làm việc tối thiểu và mức độ tự chủ theo quy định.'],
		dossier: [
			original('Tờ trình đề nghị thành lập'),
			original('Đề án thành lập', 'BM.TCBC.01.01'),
			original('Dự thảo quyết định thành lập')
		],
		limitHours: 120,
		steps: [
			receive,
			assignTo('Trưởng phòng'),
			step('Thẩm định đề án; tổ chức họp hoặc lấy ý kiến bằng văn bản.', 'Chuyên viên', 60, 'Biên bản họp'),
			step('Dự thảo văn bản thẩm định.', 'Chuyên viên', 24, 'Dự thảo'),
			step('Soát xét.', 'Trưởng phòng', 12, 'Hồ sơ trình'),
			step('Ký văn bản thẩm định.', '{head}', 12, 'Văn bản thẩm định'),
			release
		],
		legal: [
			'Nghị định số 120/2020/NĐ-CP ngày 07/10/2020 của Chính phủ quy định về thành lập, tổ chức lại, giải thể đơn vị sự nghiệp công lập'
		],
		forms: [{ code: 'BM.TCBC.01.01', name: 'Đề cương đề án thành lập đơn vị sự nghiệp công lập' }],
		keptFor: '20 năm',
		changes: ['cut', 'wording']
	}),
	service({
		code: 'QT.TCBC.03',
		title: 'Thẩm định đề án vị trí việc làm',
		divisions: ['TCBC', 'VP'],
		applicants: 'cơ quan, đơn vị',
		conditions: ['Đề án được lập theo đúng thẩm quyền, có bản mô tả công việc và khung năng lực của từng vị trí.'],
		dossier: [
			original('Văn bản đề nghị thẩm định'),
			original('Đề án vị trí việc làm', 'BM.TCBC.03.01'),
			copy('Văn bản quy định chức năng, nhiệm vụ')
		],
		limitHours: 160,
		steps: [
			receive,
			assignTo('Trưởng phòng'),
			step('Thẩm định danh mục vị trí, cơ cấu ngạch, hạng; làm việc với cơ quan, đơn vị.', 'Chuyên viên', 88, 'Phiếu thẩm định'),
			step('Dự thảo văn bản thẩm định, tờ trình.', 'Chuyên viên', 28, 'Dự thảo'),
			step('Soát xét.', 'Trưởng phòng', 16, 'Hồ sơ trình'),
			step('Ký văn bản thẩm định.', '{head}', 16, 'Văn bản thẩm định'),
			release
		],
		legal: [
			'Nghị định số 62/2020/NĐ-CP ngày 01/6/2020 của Chính phủ về vị trí việc làm và biên chế công chức',
			'Nghị định số 106/2020/NĐ-CP ngày 10/9/2020 của Chính phủ về vị trí việc làm trong đơn vị sự nghiệp công lập'
		],
		forms: [{ code: 'BM.TCBC.03.01', name: 'Đề cương đề án vị trí việc làm' }],
		keptFor: '20 năm',
		changes: ['cut', 'online', 'wording']
	}),
	service({
		code: 'QT.TDKT.01',
		title: 'Tặng Bằng khen của Chủ tịch UBND tỉnh',
		divisions: ['TDKT', 'VP'],
		applicants: 'cá nhân, tập thể',
		conditions: ['Đạt tiêu chuẩn theo Luật Thi đua, khen thưởng; được bình xét công khai, có tỷ lệ tán thành từ 70 % trở lên.'],
		dossier: [
			original('Tờ trình kèm danh sách', 'BM.TDKT.01.01'),
			original('Báo cáo thành tích', 'BM.TDKT.01.02'),
			original('Biên bản họp Hội đồng thi đua - khen thưởng')
		],
		limitHours: 160,
		steps: [
			receive,
			assignTo('Trưởng ban'),
			step('Thẩm định thành tích, lấy ý kiến cơ quan liên quan.', 'Chuyên viên', 72, 'Phiếu thẩm định'),
			step('Tổng hợp, lấy ý kiến Hội đồng thi đua - khen thưởng tỉnh.', 'Chuyên viên', 32, 'Tờ trình'),
			step('Soát xét.', 'Trưởng ban', 12, 'Hồ sơ trình'),
			step('Ký tờ trình UBND tỉnh.', '{head}', 8, 'Tờ trình'),
			step('Quyết định tặng Bằng khen.', 'Chủ tịch UBND tỉnh', 24, 'Quyết định'),
			release
		],
		legal: ['Luật Thi đua, khen thưởng số 06/2022/QH15', 'Nghị định số 98/2023/NĐ-CP ngày 31/12/2023 của Chính phủ'],
		forms: [
			{ code: 'BM.TDKT.01.01', name: 'Tờ trình đề nghị khen thưởng' },
			{ code: 'BM.TDKT.01.02', name: 'Báo cáo thành tích' }
		],
		keptFor: '20 năm',
		changes: ['online', 'cut', 'digitise']
	}),
	service({
		code: 'QT.TDKT.02',
		title: 'Tặng Cờ thi đua của UBND tỉnh',
		divisions: ['TDKT', 'VP'],
		applicants: 'tập thể',
		conditions: ['Là tập thể dẫn đầu khối thi đua; hoàn thành vượt mức các chỉ tiêu.'],
		dossier: [original('Tờ trình kèm biên bản bình xét của khối thi đua'), original('Báo cáo thành tích', 'BM.TDKT.01.02')],
		limitHours: 160,
		steps: [
			receive,
			assignTo('Trưởng ban'),
			step('Thẩm định, chấm điểm thi đua.', 'Chuyên viên', 96, 'Bảng điểm'),
			step('Soát xét, trình Hội đồng thi đua - khen thưởng.', 'Trưởng ban', 20, 'Hồ sơ trình'),
			step('Ký tờ trình; UBND tỉnh quyết định.', '{head}, Chủ tịch UBND tỉnh', 32, 'Quyết định'),
			release
		],
		legal: ['Luật Thi đua, khen thưởng số 06/2022/QH15'],
		forms: [{ code: 'BM.TDKT.01.02', name: 'Báo cáo thành tích' }],
		keptFor: '20 năm',
		changes: ['wording']
	}),
	service({
		code: 'QT.CCVC.01',
		title: 'Thi tuyển công chức',
		divisions: ['CCVC', 'VP'],
		applicants: 'cá nhân',
		conditions: ['Đủ điều kiện đăng ký dự tuyển theo Luật Cán bộ, công chức; đạt kết quả kiểm định chất lượng đầu vào.'],
		dossier: [original('Phiếu đăng ký dự tuyển', 'BM.CCVC.01.01')],
		limitHours: 720,
		fee: 'Theo Thông tư số 92/2021/TT-BTC của Bộ Tài chính',
		steps: [
			receive,
			step('Thành lập Hội đồng tuyển dụng, kiểm tra điều kiện dự tuyển, thông báo danh sách.', '{head}', 120, 'Quyết định, danh sách'),
			step('Tổ chức thi môn nghiệp vụ chuyên ngành.', 'Hội đồng tuyển dụng', 240, 'Bài thi'),
			step('Chấm thi, công bố kết quả, nhận đơn phúc khảo.', 'Hội đồng tuyển dụng', 160, 'Bảng kết quả'),
			step('Phúc khảo, tổng hợp kết quả.', 'Hội đồng tuyển dụng', 120, 'Kết quả phúc khảo'),
			step('Phê duyệt kết quả tuyển dụng.', '{head}', 72, 'Quyết định'),
			release
		],
		legal: [
			'Luật Cán bộ, công chức',
			'Nghị định số 138/2020/NĐ-CP ngày 27/11/2020 của Chính phủ về tuyển dụng, sử dụng và quản lý công chức',
			'Nghị định số 06/2023/NĐ-CP ngày 21/02/2023 của Chính phủ'
		],
		forms: [{ code: 'BM.CCVC.01.01', name: 'Phiếu đăng ký dự tuyển' }],
		keptFor: '20 năm',
		changes: ['wording', 'online']
	}),
	service({
		code: 'QT.CCVC.05',
		title: 'Xét tuyển viên chức',
		divisions: ['CCVC', 'VP'],
		applicants: 'cá nhân',
		conditions: ['Đủ điều kiện đăng ký dự tuyển theo Luật Viên chức và yêu cầu của vị trí việc làm.'],
		dossier: [
			original('Phiếu đăng ký dự tuyển', 'BM.CCVC.05.01'),
			copy('Văn bằng, chứng chỉ theo yêu cầu vị trí'),
			copy('Giấy tờ thuộc đối tượng ưu tiên (nếu có)')
		],
		limitHours: 600,
		fee: 'Theo Thông tư số 92/2021/TT-BTC của Bộ Tài chính',
		steps: [
			receive,
			step('Thành lập Hội đồng xét tuyển, ban kiểm tra phiếu đăng ký dự tuyển.', '{head}', 80, 'Quyết định'),
			step('Vòng 1: kiểm tra điều kiện, tiêu chuẩn; thông báo thí sinh đủ điều kiện.', 'Ban kiểm tra', 120, 'Danh sách'),
			step('Vòng 2: phỏng vấn hoặc thực hành.', 'Hội đồng xét tuyển', 200, 'BM.CCVC.05.02'),
			step('Tổng hợp, công bố kết quả, giải quyết kiến nghị.', 'Hội đồng xét tuyển', 128, 'Bảng kết quả'),
			step('Công nhận kết quả tuyển dụng.', '{head}', 64, 'Quyết định'),
			release
		],
		legal: [
			'Luật Viên chức số 58/2010/QH12',
			'Nghị định số 115/2020/NĐ-CP ngày 25/9/2020 của Chính phủ về tuyển dụng, sử dụng và quản lý viên chức',
			'Nghị định số 85/2023/NĐ-CP ngày 07/12/2023 của Chính phủ'
		],
		forms: [
			{ code: 'BM.CCVC.05.01', name: 'Phiếu đăng ký dự tuyển viên chức' },
			{ code: 'BM.CCVC.05.02', name: 'Phiếu chấm điểm phỏng vấn' }
		],
		keptFor: '20 năm',
		changes: ['cut', 'online', 'digitise']
	}),
	service({
		code: 'QT.TG.01',
		title: 'Đề nghị mời tổ chức, cá nhân nước ngoài vào Việt Nam thực hiện hoạt động tôn giáo',
		divisions: ['TG', 'VP'],
		applicants: 'tổ chức tôn giáo',
		conditions: ['Tổ chức được công nhận hoặc cấp chứng nhận đăng ký hoạt động tôn giáo; nội dung hoạt động phù hợp pháp luật.'],
		dossier: [
			original('Văn bản đề nghị', 'BM.TG.01.01'),
			copy('Giấy tờ chứng minh chức vụ, phẩm vị của người được mời'),
			original('Chương trình hoạt động')
		],
		limitHours: 240,
		steps: [
			receive,
			assignTo('Trưởng ban'),
			step('Thẩm định, lấy ý kiến Công an tỉnh, Sở Ngoại vụ.', 'Chuyên viên', 136, 'Văn bản lấy ý kiến'),
			step('Dự thảo văn bản trả lời.', 'Chuyên viên', 40, 'Dự thảo'),
			step('Soát xét.', 'Trưởng ban', 20, 'Hồ sơ trình'),
			step('Ký văn bản.', '{head}', 32, 'Văn bản chấp thuận'),
			release
		],
		legal: ['Luật Tín ngưỡng, tôn giáo số 02/2016/QH14', 'Nghị định số 95/2023/NĐ-CP ngày 29/12/2023 của Chính phủ'],
		forms: [{ code: 'BM.TG.01.01', name: 'Văn bản đề nghị mời tổ chức, cá nhân nước ngoài' }],
		keptFor: '20 năm',
		changes: ['cut', 'wording']
	}),
	service({
		code: 'QT.CTTN.01',
		title: 'Thành lập tổ chức thanh niên xung phong cấp tỉnh',
		divisions: ['XDCQ', 'VP'],
		applicants: 'tổ chức',
		conditions: ['Có đề án thành lập, nguồn kinh phí và phương án hoạt động phù hợp.'],
		dossier: [original('Tờ trình và đề án thành lập'), original('Dự thảo quyết định và quy chế hoạt động')],
		limitHours: 120,
		steps: [
			receive,
			assignTo('Trưởng phòng'),
			step('Thẩm định đề án, lấy ý kiến cơ quan liên quan.', 'Chuyên viên', 64, 'Phiếu thẩm định'),
			step('Soát xét, trình ký.', 'Trưởng phòng', 16, 'Hồ sơ trình'),
			step('Ký tờ trình; UBND tỉnh quyết định.', '{head}, Chủ tịch UBND tỉnh', 28, 'Quyết định'),
			release
		],
		legal: ['Nghị định số 17/2021/NĐ-CP ngày 09/3/2021 của Chính phủ'],
		keptFor: '20 năm',
		changes: ['wording']
	})
];
