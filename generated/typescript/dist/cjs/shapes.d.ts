// Generated from generated/typescript/src/shapes.ts: edit there, not here.
import type { Shapes } from './shape.js';
/** What is checked of responses. */
export declare const shapes: Shapes;
