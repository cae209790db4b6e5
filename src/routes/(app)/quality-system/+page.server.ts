import * as forms from '#lib/domain/units/quality-system/forms.ts';
import { named } from '#lib/server/http/named-action.ts';
import { answer } from '#lib/server/http/answer.ts';
import {
	addMember,
	appointCommittee,
	changeCommittee,
	changeMember,
	endCommittee,
	endMember
} from '#lib/server/units/quality-system/committees.ts';
import { qualitySystemPage } from '#lib/server/units/quality-system/page.ts';
import { addStep, changeStep, dropStep, tickStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { beginStandard, changeScope, endStandard } from '#lib/server/units/quality-system/standards.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const unitOf = (event: { url: URL; locals: App.Locals }) => event.url.searchParams.get('unit') ?? event.locals.activeUnitId ?? '';
const saved = async (act: Promise<unknown>) => {
	await act;
	return { toast: { text: m.quality_saved() } };
};

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => qualitySystemPage(ctx, unitOf(event), Number(event.url.searchParams.get('year')) || null));

/** The forms of one page are told apart by `?form=`: one per row and act. */
export const actions: Actions = {
	beginStandard: named(forms.beginStandardForm, (ctx, input, event) => saved(beginStandard(ctx, { unitId: unitOf(event), ...input }))),
	changeScope: named(forms.changeScopeForm, (ctx, input) => saved(changeScope(ctx, input))),
	endStandard: named(forms.endForm, (ctx, input) => saved(endStandard(ctx, input))),
	appoint: named(forms.appointCommitteeForm, (ctx, input, event) => saved(appointCommittee(ctx, { unitId: unitOf(event), ...input }))),
	changeCommittee: named(forms.changeCommitteeForm, (ctx, input) => saved(changeCommittee(ctx, input))),
	endCommittee: named(forms.endForm, (ctx, input) => saved(endCommittee(ctx, input))),
	addMember: named(forms.addMemberForm, (ctx, input) => saved(addMember(ctx, input))),
	changeMember: named(forms.changeMemberForm, (ctx, input) => saved(changeMember(ctx, input))),
	endMember: named(forms.endForm, (ctx, input) => saved(endMember(ctx, input))),
	addStep: named(forms.addStepForm, (ctx, input, event) => saved(addStep(ctx, { unitId: unitOf(event), ...input }))),
	changeStep: named(forms.changeStepForm, (ctx, input) => saved(changeStep(ctx, input))),
	tickStep: named(forms.tickStepForm, (ctx, input) => saved(tickStep(ctx, input))),
	dropStep: named(forms.dropStepForm, (ctx, input) => saved(dropStep(ctx, input)))
};
