// Generated from generated/typescript/src/resources/bundles.ts: edit there, not here.
import { byObject } from '../pages.js';
/** Bundles are the products that customers subscribe to. Each has plans that set its price. */
export class Bundles {
  #transport;
  /** @internal */
  constructor(transport) {
    this.#transport = transport;
  }
  /**
   * Returns the tenant's bundles, newest first. Publishable keys can call this operation.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters, options) {
    return this.#transport.list(listBundles, { parameters }, options);
  }
  /**
   * Returns a bundle with its plans. Publishable keys can call this operation.
   *
   * @param bundleId ID of the bundle.
   * @param options Request options: timeout, signal, headers.
   */
  get(bundleId, options) {
    return this.#transport.call(getBundle, { path: { id: bundleId } }, options);
  }
}
const listBundles = {
  id: 'list_bundles',
  method: 'GET',
  path: '/bundles',
  keyTypes: ['publishable', 'secret'],
  results: { 200: 'BundleList' },
  query: { limit: 'limit', starting_after: 'starting_after', ending_before: 'ending_before' },
  pagination: byObject({
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  }),
};
const getBundle = {
  id: 'get_bundle',
  method: 'GET',
  path: '/bundles/{id}',
  keyTypes: ['publishable', 'secret'],
  results: { 200: 'Bundle' },
};
