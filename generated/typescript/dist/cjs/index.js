// Generated from src/index.ts: edit there, not here.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.webhooks =
  exports.newIdempotencyKey =
  exports.UnexpectedResponseError =
  exports.APITimeoutError =
  exports.APIStatusError =
  exports.SignatureError =
  exports.RefusedError =
  exports.PaginationError =
  exports.APIConnectionError =
  exports.InvalidResponseError =
  exports.InvalidEventError =
  exports.InvalidArgumentError =
  exports.APIError =
  exports.AzotteError =
  exports.Azotte =
  exports.UnsupportedMediaTypeError =
  exports.BodyTooLargeError =
  exports.UnknownFieldError =
  exports.InvalidEnumError =
  exports.OutOfRangeError =
  exports.InvalidFormatError =
  exports.RequiredFieldError =
  exports.MalformedRequestError =
  exports.MethodNotAllowedError =
  exports.ValidationError =
  exports.RateLimitExceededError =
  exports.RateLimitError =
  exports.ResourceMissingError =
  exports.NotFoundError =
  exports.InvalidStateError =
  exports.IdempotencyKeyReusedError =
  exports.DuplicateValueError =
  exports.ConflictError =
  exports.HttpsRequiredError =
  exports.InsufficientPermissionsError =
  exports.AuthenticationFailedError =
  exports.AuthenticationError =
  exports.ServiceUnavailableError =
  exports.InternalError =
  exports.ServerError =
    void 0;
var api_errors_js_1 = require('./api-errors.js');
Object.defineProperty(exports, 'ServerError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.ServerError;
  },
});
Object.defineProperty(exports, 'InternalError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.InternalError;
  },
});
Object.defineProperty(exports, 'ServiceUnavailableError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.ServiceUnavailableError;
  },
});
Object.defineProperty(exports, 'AuthenticationError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.AuthenticationError;
  },
});
Object.defineProperty(exports, 'AuthenticationFailedError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.AuthenticationFailedError;
  },
});
Object.defineProperty(exports, 'InsufficientPermissionsError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.InsufficientPermissionsError;
  },
});
Object.defineProperty(exports, 'HttpsRequiredError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.HttpsRequiredError;
  },
});
Object.defineProperty(exports, 'ConflictError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.ConflictError;
  },
});
Object.defineProperty(exports, 'DuplicateValueError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.DuplicateValueError;
  },
});
Object.defineProperty(exports, 'IdempotencyKeyReusedError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.IdempotencyKeyReusedError;
  },
});
Object.defineProperty(exports, 'InvalidStateError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.InvalidStateError;
  },
});
Object.defineProperty(exports, 'NotFoundError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.NotFoundError;
  },
});
Object.defineProperty(exports, 'ResourceMissingError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.ResourceMissingError;
  },
});
Object.defineProperty(exports, 'RateLimitError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.RateLimitError;
  },
});
Object.defineProperty(exports, 'RateLimitExceededError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.RateLimitExceededError;
  },
});
Object.defineProperty(exports, 'ValidationError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.ValidationError;
  },
});
Object.defineProperty(exports, 'MethodNotAllowedError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.MethodNotAllowedError;
  },
});
Object.defineProperty(exports, 'MalformedRequestError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.MalformedRequestError;
  },
});
Object.defineProperty(exports, 'RequiredFieldError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.RequiredFieldError;
  },
});
Object.defineProperty(exports, 'InvalidFormatError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.InvalidFormatError;
  },
});
Object.defineProperty(exports, 'OutOfRangeError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.OutOfRangeError;
  },
});
Object.defineProperty(exports, 'InvalidEnumError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.InvalidEnumError;
  },
});
Object.defineProperty(exports, 'UnknownFieldError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.UnknownFieldError;
  },
});
Object.defineProperty(exports, 'BodyTooLargeError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.BodyTooLargeError;
  },
});
Object.defineProperty(exports, 'UnsupportedMediaTypeError', {
  enumerable: true,
  get: function () {
    return api_errors_js_1.UnsupportedMediaTypeError;
  },
});
var client_js_1 = require('./client.js');
Object.defineProperty(exports, 'Azotte', {
  enumerable: true,
  get: function () {
    return client_js_1.Azotte;
  },
});
var errors_js_1 = require('./errors.js');
Object.defineProperty(exports, 'AzotteError', {
  enumerable: true,
  get: function () {
    return errors_js_1.AzotteError;
  },
});
Object.defineProperty(exports, 'APIError', {
  enumerable: true,
  get: function () {
    return errors_js_1.APIError;
  },
});
Object.defineProperty(exports, 'InvalidArgumentError', {
  enumerable: true,
  get: function () {
    return errors_js_1.InvalidArgumentError;
  },
});
Object.defineProperty(exports, 'InvalidEventError', {
  enumerable: true,
  get: function () {
    return errors_js_1.InvalidEventError;
  },
});
Object.defineProperty(exports, 'InvalidResponseError', {
  enumerable: true,
  get: function () {
    return errors_js_1.InvalidResponseError;
  },
});
Object.defineProperty(exports, 'APIConnectionError', {
  enumerable: true,
  get: function () {
    return errors_js_1.APIConnectionError;
  },
});
Object.defineProperty(exports, 'PaginationError', {
  enumerable: true,
  get: function () {
    return errors_js_1.PaginationError;
  },
});
Object.defineProperty(exports, 'RefusedError', {
  enumerable: true,
  get: function () {
    return errors_js_1.RefusedError;
  },
});
Object.defineProperty(exports, 'SignatureError', {
  enumerable: true,
  get: function () {
    return errors_js_1.SignatureError;
  },
});
Object.defineProperty(exports, 'APIStatusError', {
  enumerable: true,
  get: function () {
    return errors_js_1.APIStatusError;
  },
});
Object.defineProperty(exports, 'APITimeoutError', {
  enumerable: true,
  get: function () {
    return errors_js_1.APITimeoutError;
  },
});
Object.defineProperty(exports, 'UnexpectedResponseError', {
  enumerable: true,
  get: function () {
    return errors_js_1.UnexpectedResponseError;
  },
});
var transport_js_1 = require('./transport.js');
Object.defineProperty(exports, 'newIdempotencyKey', {
  enumerable: true,
  get: function () {
    return transport_js_1.newIdempotencyKey;
  },
});
exports.webhooks = require('./webhooks.js');
