import { step } from '../spec.ts';

/** Steps that the services of departments share. */
export const receive = step(
	'Tiếp nhận, kiểm tra hồ sơ; lập giấy tiếp nhận, chuyển hồ sơ đến phòng chuyên môn.',
	'Bộ phận TN&TKQ',
	4,
	'BM.MC.01'
);
export const release = step('Đóng dấu, vào sổ, phát hành; chuyển kết quả đến bộ phận một cửa.', 'Văn thư', 4, 'Kết quả');
export const assignTo = (by: string) => step('Phân công công chức thụ lý hồ sơ.', by, 4, 'BM.MC.05');
export const assign = assignTo('Trưởng phòng');

/** Review and signature, the two steps before the last in most procedures. */
export const review = (hours: number) => step('Soát xét, ký nháy hồ sơ trình.', 'Trưởng phòng', hours, 'Hồ sơ trình');
export const sign = (hours: number, what: string) => step(`Ký ${what}.`, '{head}', hours, 'Văn bản đã ký');
