import { type OpenBody, pieces, tooLarge } from './body.js';

/** Returns the lines of a text that arrives in pieces. A line ends with a line feed, a carriage return or both. */
export async function* lines(body: OpenBody): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces(body)) {
    rest += decoder.decode(piece, { stream: true });
    // A carriage return at the end may have its line feed in the next piece.
    const complete = rest.split(/\r\n|\n|\r(?!$)/);
    rest = complete.pop()!;
    if (rest.length > body.task.limits.maxResponseBytes) {
      throw tooLarge(body);
    }
    yield* complete.map(body.scrub);
  }
  rest += decoder.decode();
  const last = rest.split(/\r\n|\n|\r/);
  if (last.at(-1) === '') {
    last.pop();
  }
  yield* last.map(body.scrub);
}
