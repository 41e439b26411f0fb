// Generated from generated/typescript/src/telemetry.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.openTelemetry = void 0;
var opentelemetry_js_1 = require('./opentelemetry.js');
Object.defineProperty(exports, 'openTelemetry', {
  enumerable: true,
  get: function () {
    return opentelemetry_js_1.openTelemetry;
  },
});
