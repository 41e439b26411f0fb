import { type Binary, isHeld, streamOf } from './binary.js';
import type { Serializer } from './content.js';

/** A file to upload: its content, or its content with a name and a media type. A `File` has both. */
export type Uploadable = Binary | NamedFile;

interface NamedFile {
  readonly content: Binary;
  readonly name?: string;
  readonly type?: string;
}

type Piece = string | Binary;

/**
 * Sends fields and files as `multipart/form-data`. Without a stream among them, the body is a `Blob`, which reads files only when they
 * are sent, and can be sent again.
 *
 * @param parts The kind of each part, `file`, `text` or `json`, with `[]` if it is repeated, and its media type.
 */
export const multipart =
  (parts: Readonly<Record<string, readonly string[]>>): Serializer =>
  (body) => {
    const boundary = `azotte-${crypto.randomUUID()}`;
    const pieces: Piece[] = [];
    for (const [name, value] of Object.entries(Object(body) as object)) {
      const [kind = 'text', type] = parts[name] ?? [];
      const isRepeated = kind.endsWith('[]');
      for (const one of isRepeated ? (value as readonly unknown[]) : [value]) {
        if (one !== undefined) {
          const [head, content] = part(name, kind.replace('[]', ''), one, type);
          pieces.push(`--${boundary}\r\n${head}\r\n\r\n`, content, '\r\n');
        }
      }
    }
    pieces.push(`--${boundary}--\r\n`);
    const sent = `multipart/form-data; boundary=${boundary}`;
    return pieces.every(isHeld)
      ? { body: new Blob(pieces as BlobPart[]), type: sent }
      : { body: streamOf(joined(pieces)), type: sent, duplex: 'half' };
  };

function part(
  name: string,
  kind: string,
  value: unknown,
  type: string | undefined,
): [string, Piece] {
  const disposition = `Content-Disposition: form-data; name="${escaped(name)}"`;
  if (kind === 'file') {
    const file = isNamed(value) ? value : { content: value as Binary };
    const blob = file.content instanceof Blob ? file.content : undefined;
    const own = (blob as File | undefined)?.name;
    const known = type?.includes('*') ? undefined : type;
    const media = file.type || blob?.type || known || 'application/octet-stream';
    const filename = escaped(file.name ?? own ?? name);
    return [
      `${disposition}; filename="${filename}"\r\nContent-Type: ${media.replace(/[\r\n]/g, '')}`,
      file.content,
    ];
  }
  if (kind === 'json') {
    return [`${disposition}\r\nContent-Type: ${type ?? 'application/json'}`, JSON.stringify(value)];
  }
  return [disposition + (type ? `\r\nContent-Type: ${type}` : ''), String(value)];
}

function isNamed(value: unknown): value is NamedFile {
  return typeof value === 'object' && value !== null && 'content' in value;
}

// As browsers do (HTML, section 4.10.21.8).
function escaped(name: string): string {
  return name.replace(/["\r\n]/g, encodeURIComponent);
}

async function* joined(pieces: readonly Piece[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) {
    if (isHeld(piece)) {
      yield new Uint8Array(await new Blob([piece as BlobPart]).arrayBuffer());
    } else if (piece instanceof ReadableStream) {
      const reader = piece.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        yield next.value;
      }
    } else {
      yield* piece;
    }
  }
}
