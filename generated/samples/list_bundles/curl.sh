# Generated from openapi/ and templates/samples/curl.sh.jinja: edit there, not here.
curl --fail-with-body -G "${AZOTTE_BASE_URL:-https://api.azotte.com/v1}/bundles" \
  -H "x-api-key: $AZOTTE_API_KEY" \
  -H "x-tn: $AZOTTE_TENANT_ID" \
  --data-urlencode limit=10
