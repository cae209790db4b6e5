import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, statSync, type Stats } from 'node:fs';

/**
 * How PostgreSQL's programs are run. The server refuses to run as root: then either in a user namespace of its own, in which root
 * is an ordinary user and the files stay root's, or as the system user `postgres`.
 */
export type Launcher = {
	readonly prefix: readonly string[];
	readonly uid?: number;
	readonly gid?: number;
	/** Gives a folder to the account that the programs run as. */
	own(path: string): void;
};

const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];

const plain: Launcher = { prefix: [], own: () => undefined };

/** Chooses a way; the owner of an existing data folder decides for good. @throws Error that says what can be done when there is none. */
export function chooseLauncher(dataDir: string): Launcher {
	if (process.getuid?.() !== 0) return plain;
	const owner = ownerOf(dataDir);
	if (owner && owner.uid !== 0) return asUser(owner.uid, owner.gid);
	if (namespaceWorks()) return { prefix: namespace, own: () => undefined };
	if (owner)
		throw new Error(
			`${dataDir} belongs to root, and user namespaces are forbidden here. Give it to an ordinary user and start eISO as that user.`
		);
	return systemUser();
}

/** The way without namespaces: the system user `postgres`, made if it is missing. It must be able to reach the folder and node_modules. */
export function systemUser(): Launcher {
	const found = findUser('postgres') ?? (makeUser() ? findUser('postgres') : null);
	if (!found) {
		throw new Error(
			'PostgreSQL does not run as root, and no user for it could be made. Start eISO as an ordinary user, or set DATABASE_URL.'
		);
	}
	return asUser(found.uid, found.gid);
}

function asUser(uid: number, gid: number): Launcher {
	return { prefix: [], uid, gid, own: (path) => chownSync(path, uid, gid) };
}

function ownerOf(path: string): Stats | undefined {
	return statSync(path, { throwIfNoEntry: false });
}

function namespaceWorks(): boolean {
	return spawnSync('unshare', [...namespace.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
}

function findUser(name: string): { uid: number; gid: number } | null {
	const line = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.find((one) => one.startsWith(`${name}:`));
	const [, , uid, gid] = line?.split(':') ?? [];
	return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

function makeUser(): boolean {
	return spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' }).status === 0;
}
