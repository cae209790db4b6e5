import { z } from 'zod';
import { checkbox, passwordField, requiredId, requiredText } from '../shared/form-fields.ts';

/** The forms of sign-in and the own account. Whether a new password is good enough is `passwordProblem`'s to say. */
const nameField = requiredText(254);
const codeField = requiredText(60);
const device = { sharedComputer: checkbox };

export const signInForm = z.object({ name: nameField, password: passwordField, next: z.string().default('/'), ...device });
export const unlockForm = z.object({ password: passwordField, next: z.string().default('/') });
export const newPasswordForm = z.object({ password: passwordField, ...device });
export const slipForm = z.object({ name: nameField, activationCode: codeField, password: passwordField, ...device });
export const nameForm = z.object({ name: nameField });
export const recoveryForm = z.object({ name: nameField, recoveryCode: codeField, password: passwordField, ...device });
export const setupForm = z.object({ fullName: requiredText(120), email: requiredText(254), password: passwordField });
export const changePasswordForm = z.object({ current: passwordField, password: passwordField });
export const ownPasswordForm = z.object({ password: passwordField });
export const tokenForm = z.object({ name: requiredText(80) });
/** A session is named by the hash of its id. */
export const sessionForm = z.object({ id: requiredText(100) });
export const idForm = z.object({ id: requiredId });
export const confirmForm = z.object({ id: requiredId, number: requiredText(20) });
const yesOrNo = z.enum(['yes', 'no']).transform((answer) => answer === 'yes');
/** What is sent by mail. */
export const mailChoiceForm = z.object({ digest: yesOrNo, atOnce: yesOrNo });
