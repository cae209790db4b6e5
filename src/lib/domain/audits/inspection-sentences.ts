/** Sentences that people sign in an inspection, in both languages; Vietnamese is what is kept. */
type Sentence = { readonly vi: string; readonly en: string };

const score = (points: number, maxPoints: number, comma: boolean) => {
	const text = String(points);
	return `${comma ? text.replace('.', ',') : text}/${maxPoints}`;
};

export function handInSentence(number: string, questions: number): Sentence {
	return {
		vi: `Tôi nộp phần tự đánh giá của đơn vị trong đợt kiểm tra ${number} (${questions} câu hỏi); các câu trả lời là đúng thực tế tại đơn vị.`,
		en: `I hand in the self-assessment of the unit in the audit cycle ${number} (${questions} questions); the answers are as things are in the unit.`
	};
}

export function drawUpSentence(number: string, points: number, maxPoints: number): Sentence {
	return {
		vi: `Tôi lập biên bản kiểm tra trong đợt ${number} với kết quả ${score(points, maxPoints, true)} điểm; nội dung ghi trong biên bản là kết quả làm việc của đoàn.`,
		en: `I draw up the minutes of the inspection in the cycle ${number} with ${score(points, maxPoints, false)} points; what they say is what the team found.`
	};
}

export function signMinutesSentence(number: string, points: number, maxPoints: number): Sentence {
	return {
		vi: `Tôi đã đọc biên bản kiểm tra trong đợt ${number} với kết quả ${score(points, maxPoints, true)} điểm và đồng ý với nội dung biên bản.`,
		en: `I have read the minutes of the inspection in the cycle ${number} with ${score(points, maxPoints, false)} points and agree with them.`
	};
}

export function ownOpinionSentence(number: string, points: number, maxPoints: number): Sentence {
	return {
		vi: `Tôi đã đọc biên bản kiểm tra trong đợt ${number} với kết quả ${score(points, maxPoints, true)} điểm và ký kèm ý kiến riêng của đơn vị.`,
		en: `I have read the minutes of the inspection in the cycle ${number} with ${score(points, maxPoints, false)} points and sign them with the unit's own opinion.`
	};
}
