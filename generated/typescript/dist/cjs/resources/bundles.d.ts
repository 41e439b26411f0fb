// Generated from src/resources/bundles.ts: edit there, not here.
import type { Call } from '../call.js';
import type { List } from '../list.js';
import type { Bundle, BundleList, ListBundlesParameters } from '../models.js';
import type { CallOptions, ListOptions } from '../options.js';
/** What is sold, with the plans that price it. */
export declare class Bundles {
  #private;
  /**
   * Lists what is sold, newest first. A publishable key may call this.
   *
   * @param parameters Query parameters.
   * @param options Request options: maximum number of objects, timeout, signal, headers.
   */
  list(parameters?: ListBundlesParameters, options?: ListOptions): List<Bundle, BundleList>;
  /**
   * Reads one bundle with its plans. A publishable key may call this.
   *
   * @param bundleId The bundle's id.
   * @param options Request options: timeout, signal, headers.
   */
  get(bundleId: string, options?: CallOptions): Call<Bundle>;
}
