export function findBrowser(): string | null;
export function ensureBrowser(say: (words: string) => void): Promise<string>;
export function ensurePoppler(say: (words: string) => void): Promise<void>;
