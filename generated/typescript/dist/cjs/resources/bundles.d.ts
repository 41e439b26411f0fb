// Generated from src/resources/bundles.ts: edit there, not here.
import type { Call } from '../call.js';
import type { List } from '../list.js';
import type { Bundle, BundleList, ListBundlesParameters } from '../models.js';
import type { CallOptions, ListOptions } from '../options.js';
/** Bundles are the products that customers subscribe to. Each has plans that set its price. */
export declare class Bundles {
  #private;
  /**
   * Returns the tenant's bundles, newest first. Publishable keys can call this operation.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListBundlesParameters, options?: ListOptions): List<Bundle, BundleList>;
  /**
   * Returns a bundle with its plans. Publishable keys can call this operation.
   *
   * @param bundleId ID of the bundle.
   * @param options Request options: timeout, signal, headers.
   */
  get(bundleId: string, options?: CallOptions): Call<Bundle>;
}
