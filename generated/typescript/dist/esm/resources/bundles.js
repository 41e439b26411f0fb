// Generated from src/resources/bundles.ts: edit there, not here.
/** What is sold, with the plans that price it. */
export class Bundles {
  #transport;
  /** @internal */
  constructor(transport) {
    this.#transport = transport;
  }
  /**
   * Lists what is sold, newest first. A publishable key may call this.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters, options) {
    return this.#transport.list(listBundles, { query: parameters }, options);
  }
  /**
   * Reads one bundle with its plans. A publishable key may call this.
   *
   * @param bundleId The bundle's id.
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
  pagination: {
    after: 'starting_after',
    before: 'ending_before',
    items: 'data',
    more: 'has_more',
    cursor: 'id',
  },
};
const getBundle = {
  id: 'get_bundle',
  method: 'GET',
  path: '/bundles/{id}',
  keyTypes: ['publishable', 'secret'],
  results: { 200: 'Bundle' },
};
