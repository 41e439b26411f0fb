# Generated from openapi/ and templates/samples/curl.sh.jinja: edit there, not here.
curl --fail-with-body "${AZOTTE_BASE_URL:-https://api.azotte.com/v1}/customers" \
  -H "x-api-key: $AZOTTE_API_KEY" \
  -H "x-tn: $AZOTTE_TENANT_ID" \
  -H "content-type: application/json" \
  -d '{
  "email": "ada@example.com",
  "name": "Ada Lovelace",
  "phone": "+44 20 7946 0000",
  "address": {
    "line1": "12 St James'"'"'s Square",
    "city": "London",
    "postal_code": "SW1Y 4JH",
    "country": "GB"
  },
  "metadata": {
    "channel": "web"
  }
}'
