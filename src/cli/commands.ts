import type { Command } from './command.ts';
import { importUnits } from './import-units.ts';
import { tokenCreate } from './token-create.ts';
import { verify } from './verify.ts';

/** Every command of the command line. A new one is a file beside this and a line here. */
export const commands: readonly Command[] = [tokenCreate, importUnits, verify];
