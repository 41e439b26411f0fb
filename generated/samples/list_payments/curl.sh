# Generated from openapi/ and templates/samples/curl.sh.jinja: edit there, not here.
curl -X GET 'https://api.azotte.com/v1/payments?limit=10' \
  -H "x-api-key: $AZOTTE_API_KEY" \
  -H "x-tn: $AZOTTE_TENANT_ID"
