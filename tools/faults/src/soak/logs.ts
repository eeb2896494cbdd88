import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Something that logs say, and how often. */
export interface Said {
  readonly file: string;
  readonly level: 'warn' | 'error' | 'process';
  readonly message: string;
  readonly n: number;
}

/** Warnings, errors, and what did not come from the services' own logger: Node's words, traces of crashes. */
export async function readLogs(folder: string): Promise<Said[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  return (
    await Promise.all(files.map(async (file) => saidIn(file, await readFile(join(folder, file), 'utf8'))))
  ).flat();
}

/** Pure. */
export function saidIn(file: string, text: string): Said[] {
  const counts = new Map<string, Said>();
  for (const line of text.split('\n')) {
    const found = line === '' ? undefined : judged(line);
    if (found === undefined) continue;
    const key = `${found.level} ${found.message}`;
    counts.set(key, { file, ...found, n: (counts.get(key)?.n ?? 0) + 1 });
  }
  return [...counts.values()];
}

function judged(line: string): Pick<Said, 'level' | 'message'> | undefined {
  const { level, message } = parsed(line);
  if (level === 'warn') return { level, message };
  if (level === 'error' || level === 'fatal') return { level: 'error', message };
  return level === undefined ? { level: 'process', message: line.slice(0, 200) } : undefined;
}

function parsed(line: string): { level?: string; message: string } {
  try {
    const { level, message, msg } = JSON.parse(line) as Record<string, unknown>;
    return { ...(typeof level === 'string' && { level }), message: String(message ?? msg) };
  } catch {
    return { message: line };
  }
}
