// Generated from src/contract.ts: edit there, not here.
import type { Contract } from './operation.js';
export declare const contract: Contract;
