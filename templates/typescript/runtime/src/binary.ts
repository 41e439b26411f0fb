import type { Content, Serializer } from './content.js';

/** Bytes: in memory, in a file (`openAsBlob` of Node), or as a stream, which is sent once and not retried. */
export type Binary =
  Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Sends bytes or text as they are. */
export const raw: Serializer = (body, _, type = '*') => {
  const content = body as Binary | string;
  const own = content instanceof Blob ? content.type : '';
  return {
    ...sendable(content),
    type: type.includes('*') ? own || 'application/octet-stream' : type,
  };
};

/** Returns a body as `fetch` takes it. */
export function sendable(content: Binary | string): Omit<Content, 'type'> {
  if (isHeld(content)) {
    return { body: content as Blob };
  }
  const body = content instanceof ReadableStream ? content : streamOf(content);
  return { body, duplex: 'half' };
}

/** Whether a content is in memory, so that it can be sent again. */
export function isHeld(
  content: Binary | string,
): content is Blob | ArrayBuffer | Uint8Array | string {
  return (
    typeof content === 'string' ||
    content instanceof Blob ||
    content instanceof ArrayBuffer ||
    ArrayBuffer.isView(content)
  );
}

/** Returns a stream of what an iterable gives. */
export function streamOf<Piece>(pieces: AsyncIterable<Piece>): ReadableStream<Piece> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) {
        controller.close();
      } else {
        controller.enqueue(value);
      }
    },
    async cancel(reason) {
      await iterator.return?.(reason);
    },
  });
}
