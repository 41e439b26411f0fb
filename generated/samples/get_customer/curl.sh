# Generated from openapi/ and templates/samples/curl.sh.jinja: edit there, not here.
curl --fail-with-body "${AZOTTE_BASE_URL:-https://api.azotte.com/v1}/customers/cus_1234567890" \
  -H "x-api-key: $AZOTTE_API_KEY" \
  -H "x-tn: $AZOTTE_TENANT_ID"
