/**
 * Formats TypeScript, JavaScript, JSON and Markdown with prettier and the style in package.json.
 *
 *     node format.mjs <folder> <name of the cache>
 *
 * prettier takes most of the time of a generation, and an edit of the contract changes few files. The results of the last run are
 * therefore kept in node_modules/.cache, by the content of the files. Deleting them changes nothing but the time.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = new URL('../node_modules/', import.meta.url);
const style = JSON.parse(readFileSync(new URL('../package.json', modules), 'utf-8')).prettier;
const { version } = JSON.parse(readFileSync(new URL('prettier/package.json', modules), 'utf-8'));

/** Formats texts, and remembers them for the next run. */
export class Formatter {
  #file;
  #last = {};
  #used = {};

  /** @param name Name of the cache. Runs at the same time have different ones. */
  constructor(name) {
    this.#file = fileURLToPath(new URL(`.cache/azotte/formatted-${name}.json`, modules));
    try {
      this.#last = JSON.parse(readFileSync(this.#file, 'utf-8'));
    } catch {
      // There is none, or it is damaged.
    }
  }

  /** Returns a formatted text. A file of a kind that prettier does not know is left as it is. */
  async format(file, text) {
    const facts = JSON.stringify([version, style, extname(file), text]);
    const key = createHash('sha256').update(facts).digest('hex');
    return (this.#used[key] ??= this.#last[key] ?? (await formatted(file, text)));
  }

  /** Writes the cache, with what this run used. */
  save() {
    const temporary = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(fileURLToPath(new URL('.cache/azotte/', modules)), { recursive: true });
      writeFileSync(temporary, JSON.stringify(this.#used));
      renameSync(temporary, this.#file);
    } catch {
      // A read-only installation has no cache.
    }
  }
}

async function formatted(file, text) {
  // Loading it takes long too.
  const prettier = await import('prettier');
  const { inferredParser } = await prettier.getFileInfo(file);
  try {
    return inferredParser ? await prettier.format(text, { ...style, filepath: file }) : text;
  } catch (error) {
    process.stderr.write(`${file}: ${error.message}\n`);
    process.exit(1);
  }
}

/** Returns the files below a folder. */
export function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

/** Formats the files below a folder, and returns their texts. */
export async function formatFolder(folder, formatter) {
  const texts = new Map();
  for (const file of files(folder)) {
    const before = readFileSync(file, 'utf-8');
    const after = await formatter.format(file, before);
    if (after !== before) {
      writeFileSync(file, after);
    }
    texts.set(file, after);
  }
  return texts;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder, name] = process.argv;
  const formatter = new Formatter(name);
  await formatFolder(folder, formatter);
  formatter.save();
}
