export type Package = { version?: string; integrity?: string; optional?: boolean };
export type Packages = Record<string, Package>;

export function matches(wanted: Packages | null, present: Packages | null): boolean;
export function isInstalled(): boolean;
export function prepare(options: { build: boolean; say: (words: string) => void }): Promise<void>;
