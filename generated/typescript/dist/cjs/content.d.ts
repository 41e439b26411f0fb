// Generated from generated/typescript/src/content.ts: edit there, not here.
/** A body as `fetch` takes it, and its media type. */
export interface Content {
  readonly body: string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly type: string;
  /** A stream: it can be sent once. */
  readonly duplex?: 'half';
}
/** Writes a body, in the media type that the caller chooses. */
export type Serializer = (body: unknown, operation: string, type?: string) => Content;
export declare const json: Serializer;
