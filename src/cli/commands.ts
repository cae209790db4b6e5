import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { demoLoad } from './demo-load.ts';
import { demoReplay } from './demo-replay.ts';
import { importDocuments } from './import-documents.ts';
import { importUnits } from './import-units.ts';
import { importUsers } from './import-users.ts';
import { restore } from './restore.ts';
import { signatureCheck } from './signature-check.ts';
import { tokenCreate } from './token-create.ts';
import { userCreate } from './user-create.ts';
import { verify } from './verify.ts';

/** Every command of the command line. A new one is a file beside this and a line here. */
export const commands: readonly Command[] = [
	userCreate,
	tokenCreate,
	importUnits,
	importUsers,
	importDocuments,
	backup,
	restore,
	verify,
	signatureCheck,
	demoLoad,
	demoReplay
];
