import type { Content, Serializer } from './content.js';
import { InvalidArgumentError } from './errors.js';
import type { Media } from './operation.js';
import { shown } from './options.js';

/** Writes a body in the media type that the caller chooses, or else in the first one. */
export const contents =
  (serializers: Readonly<Record<string, Serializer>>): Serializer =>
  (body, operation, choice): Content => {
    const types = Object.keys(serializers);
    const type = choice ?? types[0]!;
    check(operation, type, types);
    return serializers[type]!(body, operation, type);
  };

/** Accepts the media type that the caller chooses, or else the first one. */
export const mediaTypes = (types: readonly string[]): Media => ({
  accept: (operation, choice = types[0]!) => {
    check(operation, choice, types);
    // Errors are JSON.
    return choice === 'application/json' ? choice : `${choice}, application/json`;
  },
  result: (found, headers) => {
    if (!found || typeof found !== 'object') {
      return found;
    }
    const type = headers.get('content-type')?.split(';')[0]!.trim().toLowerCase() ?? '';
    const names = Object.keys(found);
    const name = names.find((one) => one === type || type.startsWith(one.split('*')[0]!));
    return found[name ?? names[0]!]!;
  },
});

function check(operation: string, type: string, types: readonly string[]): void {
  if (!types.includes(type)) {
    throw new InvalidArgumentError(
      `${operation} has no media type ${shown(type)}. It has ${types.join(', ')}.`,
    );
  }
}
