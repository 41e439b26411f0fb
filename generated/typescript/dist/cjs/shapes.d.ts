// Generated from src/shapes.ts: edit there, not here.
import type { Shapes } from './shape.js';
/** The fields of responses and events. */
export declare const shapes: Shapes;
